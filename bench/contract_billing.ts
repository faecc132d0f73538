// A run over contracts of three tiered lines, one of them discounted: from its start to the last
// invoice committed, finalised, posted, audited and published, by two workers.
import { startWorker } from "../server/worker/main.ts";
import { seedManyContracts } from "./support/bulk.ts";
import { secondsOf } from "./support/clock.ts";
import type { Platform } from "./support/platform.ts";
import type { Measurement, Scenario } from "./support/scenario.ts";

const CONTRACTS = 10_000;

export default {
  name: "billing",
  async run(platform): Promise<Measurement[]> {
    const { root, tenantId } = platform;
    await root.query("update tenancy.tenants set finalize_after_days = 0 where id = $1", [
      tenantId,
    ]);
    await seedManyContracts(root, { tenantId, count: CONTRACTS });
    // Only the run's own job: what hears of its invoices is measured elsewhere.
    await root.query("delete from events.subscriptions");
    const worker = await startWorker(
      { ...platform.config, logLevel: "warn", workerConcurrency: 2 },
      { cron: false },
    );
    try {
      const seconds = await secondsOf(() => runToEnd(platform, "2026-02-01"));
      return [
        {
          what: "contract billing, 3 lines, 10,000 contracts",
          value: CONTRACTS / seconds,
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

async function runToEnd(platform: Platform, as_of: string): Promise<void> {
  const run = await platform.post("finance", "/api/billing/runs", { as_of });
  for (;;) {
    const { rows } = await platform.root.query<{ status: string; failures_count: number }>(
      "select status, failures_count from billing.billing_runs where id = $1",
      [run.id],
    );
    if (rows[0]?.failures_count) throw new Error("Contracts could not be billed.");
    if (rows[0]?.status === "completed") return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
