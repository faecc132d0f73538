// One invoice at a time on sessions that are young, as after a start or a lost connection: before
// each six, the sessions of the API are ended.
import { load } from "./support/clock.ts";
import type { Scenario } from "./support/scenario.ts";
import { seedContracts } from "./support/seed.ts";

const PERIOD = { billing_period_start: "2026-02-01", billing_period_end: "2027-01-31" };
const YOUTHS = 20;
const CALLS = 6;
const END_SESSIONS = `select pg_terminate_backend(pid) from pg_stat_activity
  where application_name = 'tenor api'`;

export default {
  name: "first_calls",
  async run(platform) {
    const contracts = await seedContracts(platform, YOUTHS * CALLS + 1);
    const generate = (n: number) =>
      platform.post("finance", "/api/billing/generate", { contract_id: contracts[n], ...PERIOD });
    await generate(YOUTHS * CALLS);
    const means: number[] = [];
    for (let youth = 0; youth < YOUTHS; youth += 1) {
      await platform.root.query(END_SESSIONS);
      // The pool hears of it.
      await new Promise((resolve) => setTimeout(resolve, 100));
      const since = performance.now();
      await load(1, CALLS, (n) => generate(youth * CALLS + n));
      means.push((performance.now() - since) / CALLS);
    }
    const [median = Number.NaN] = means.sort((a, b) => a - b).slice(YOUTHS / 2);
    return [
      {
        what: "generateInvoice over HTTP, first six calls of a session, mean",
        value: median,
        unit: "ms",
        target: 80,
        lowerIsBetter: true,
      },
    ];
  },
} satisfies Scenario;
