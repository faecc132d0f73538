// One invoice at a time over HTTP, and its preview.
import { load } from "./support/clock.ts";
import type { Scenario } from "./support/scenario.ts";
import { seedContracts } from "./support/seed.ts";

const PERIOD = { billing_period_start: "2026-02-01", billing_period_end: "2027-01-31" };

export default {
  name: "generate",
  async run(platform) {
    const warmUp = 30;
    const contracts = await seedContracts(platform, 330);
    const preview = (n: number) =>
      platform.post("finance", "/api/billing/preview", {
        contract_id: contracts[n],
        as_of: "2026-02-01",
      });
    const generate = (n: number) =>
      platform.post("finance", "/api/billing/generate", { contract_id: contracts[n], ...PERIOD });
    await load(1, warmUp, preview);
    await load(1, warmUp, generate);
    const previews = await load(1, 300, (n) => preview(n + warmUp));
    const invoices = await load(1, 300, (n) => generate(n + warmUp));
    return [
      {
        what: "generateInvoice over HTTP, p95",
        value: invoices.p95Ms,
        unit: "ms",
        target: 40,
        lowerIsBetter: true,
        customer: "300 ms",
      },
      {
        what: "preview over HTTP, p95",
        value: previews.p95Ms,
        unit: "ms",
        target: 60,
        lowerIsBetter: true,
      },
    ];
  },
} satisfies Scenario;
