// Annual billing of many accounts: how long it takes, whether it takes longer the more there are,
// what it holds meanwhile, and how far it is from only writing down what came out.
import { openWorker, runBilling, type BillingRun } from "./support/billing_run.ts";
import { seedManyContracts } from "./support/bulk.ts";
import { secondsOfFloor } from "./support/floor.ts";
import type { Scenario } from "./support/scenario.ts";

// The first run warms up. Each has a worker of its own, which begins with nothing and has no
// documents of an earlier run to make.
const SIZES = [1_000, 1_000, 10_000, 50_000];

export default {
  name: "annual",
  async run(platform) {
    const { root, tenantId } = platform;
    const runs: BillingRun[] = [];
    for (const [n, count] of SIZES.entries()) {
      await seedManyContracts(root, { tenantId, count, prefix: `${n}-` });
      const worker = await openWorker(platform);
      try {
        runs.push(await runBilling(platform, worker, "2026-02-01"));
      } finally {
        await worker.close();
      }
    }
    const [small, ...larger] = runs.slice(1).map(({ seconds, invoices }) => seconds / invoices);
    const largest = runs.at(-1)!;
    const all = SIZES.reduce((sum, size) => sum + size);
    const floor = (await secondsOfFloor(platform, all / 500)) / all;
    return [
      {
        what: "annual billing of 50,000 accounts, start to last commit",
        value: largest.seconds,
        unit: "s",
        target: 30,
        lowerIsBetter: true,
        customer: "21 min",
      },
      {
        what: "time of an invoice among 10,000 or 50,000, to among 1,000",
        value: Math.max(...larger) / small!,
        unit: "x",
        target: 1.2,
        lowerIsBetter: true,
      },
      {
        what: "the same run, to inserting its rows into bare copies",
        value: larger.at(-1)! / floor,
        unit: "x",
        target: 4,
        lowerIsBetter: true,
      },
      {
        what: "memory of the worker, at most",
        value: largest.memory,
        unit: "MB",
        target: 300,
        lowerIsBetter: true,
      },
      {
        what: "longest transaction of a run",
        value: Math.max(...runs.map(({ longestTransaction }) => longestTransaction)),
        unit: "s",
        target: 5,
        lowerIsBetter: true,
      },
    ];
  },
} satisfies Scenario;
