// What an invoice of three lines takes of the disk: its rows with items, taxes, books, audit, events
// and jobs, and the log that is archived of them. What docs/operations.md reckons with.
import { openWorker, runBilling } from "./support/billing_run.ts";
import { seedManyContracts } from "./support/bulk.ts";
import type { Scenario } from "./support/scenario.ts";

const COUNT = 2_000;
const SIZE = `select pg_database_size(current_database())::float8 as database,
  pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 as log`;

export default {
  name: "disk",
  async run(platform) {
    const { root, tenantId } = platform;
    const size = async () => {
      await root.query("checkpoint");
      return (await root.query<{ database: number; log: number }>(SIZE)).rows[0]!;
    };
    await seedManyContracts(root, { tenantId, count: COUNT });
    const before = await size();
    const worker = await openWorker(platform);
    try {
      const { invoices } = await runBilling(platform, worker, "2026-02-01");
      const after = await size();
      const each = (bytes: number) => bytes / invoices / 1024;
      return [
        { what: "database", value: each(after.database - before.database), target: 20 },
        { what: "archived log", value: each(after.log - before.log), target: 30 },
      ].map((it) => ({ ...it, what: `${it.what} of an invoice`, unit: "kB", lowerIsBetter: true }));
    } finally {
      await worker.close();
    }
  },
} satisfies Scenario;
