// A run in which a parent pays for ten subsidiaries: one invoice for their ten contracts, of three
// lines each.
import { openWorker, runBilling } from "./support/billing_run.ts";
import { seedManyContracts } from "./support/bulk.ts";
import type { Scenario } from "./support/scenario.ts";

const INVOICES = 1_000;
const SUBSIDIARIES = 10;

export default {
  name: "consolidated",
  async run(platform) {
    const { root, tenantId } = platform;
    const count = INVOICES * SUBSIDIARIES;
    const worker = await openWorker(platform);
    try {
      // A small run first: a worker has been up for a while when the night comes.
      await seedManyContracts(root, { tenantId, count: 1_000, prefix: "WARM-" });
      await runBilling(platform, worker, "2026-02-01");
      await seedManyContracts(root, { tenantId, count, subsidiaries: SUBSIDIARIES });
      const { invoices, seconds } = await runBilling(platform, worker, "2026-02-01");
      if (invoices !== INVOICES) throw new Error("The invoices were not consolidated.");
      return [
        {
          what: "consolidated invoices of 10 subsidiaries, 30 items",
          value: invoices / seconds,
          unit: "/s",
          target: 300,
          customer: "15/s",
        },
      ];
    } finally {
      await worker.close();
    }
  },
} satisfies Scenario;
