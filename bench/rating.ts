// The volume price of lines, inside one statement.
import { secondsOf } from "./support/clock.ts";
import type { Scenario } from "./support/scenario.ts";

const RATE = `select count(catalog.rate('volume', null,
    array[(50, 99, 0), (200, 89, 0), (null, 79, 0)]::catalog.tier[], null, null, n % 400))
  from generate_series(1, $1::int) as n`;

export default {
  name: "rating",
  async run(platform) {
    const viewer = await platform.connect("viewer");
    const lines = 200_000;
    await viewer.query(RATE, [1000]);
    const seconds = await secondsOf(() => viewer.query(RATE, [lines]));
    return [
      {
        what: "volume price of a line",
        value: lines / seconds,
        unit: "/s",
        target: 20_000,
        customer: "600/s",
      },
    ];
  },
} satisfies Scenario;
