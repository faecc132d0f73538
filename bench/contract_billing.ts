// A run over contracts of three tiered lines, one of them discounted, in a state whose tax is
// charged: finalised, posted, audited and published, by two workers.
import { openWorker, runBilling } from "./support/billing_run.ts";
import { seedManyContracts } from "./support/bulk.ts";
import type { Scenario } from "./support/scenario.ts";

const CONTRACTS = 10_000;

export default {
  name: "billing",
  async run(platform) {
    const { root, tenantId } = platform;
    const worker = await openWorker(platform);
    try {
      // A small run first: a worker has been up for a while when the night comes.
      await seedManyContracts(root, { tenantId, count: 1_000, prefix: "WARM-" });
      await runBilling(platform, worker, "2026-02-01");
      await seedManyContracts(root, { tenantId, count: CONTRACTS, frequency: "quarterly" });
      const { invoices, seconds } = await runBilling(platform, worker, "2026-02-01");
      return [
        {
          what: "contract billing, 3 lines with tiers, discount and tax",
          value: invoices / seconds,
          unit: "/s",
          target: 2_000,
          customer: "40/s",
        },
        {
          what: "quarterly billing of 10,000 accounts, start to last commit",
          value: seconds,
          unit: "s",
          target: 6,
          lowerIsBetter: true,
          customer: "4 min",
        },
      ];
    } finally {
      await worker.close();
    }
  },
} satisfies Scenario;
