// A billing run by two workers, watched from its start to the last invoice committed.
import { startWorker, type Worker } from "../../server/worker/main.ts";
import { secondsOf } from "./clock.ts";
import type { Platform } from "./platform.ts";

export interface BillingRun {
  invoices: number;
  seconds: number;
  /** The longest that a transaction of the workers was seen to be open. */
  longestTransaction: number;
  /** The most that this process held, the workers in it, in megabytes. */
  memory: number;
}

/** Workers for runs whose invoices are issued at once. */
export async function openWorkers({ config, root, tenantId }: Platform): Promise<Worker> {
  await root.query("update tenancy.tenants set finalize_after_days = 0 where id = $1", [tenantId]);
  return await startWorker({ ...config, logLevel: "warn", workerConcurrency: 2 }, { cron: false });
}

export async function runBilling(platform: Platform, as_of: string): Promise<BillingRun> {
  const watched = { invoices: 0, longestTransaction: 0, memory: 0 };
  const seconds = await secondsOf(async () => {
    const { id } = await platform.post("finance", "/api/billing/runs", { as_of });
    for (;;) {
      const { rows } = await platform.root.query<Glance>(GLANCE, [id]);
      const { status, failures, invoices, longest } = rows[0]!;
      if (failures > 0) throw new Error("Contracts could not be billed.");
      watched.invoices = invoices;
      watched.longestTransaction = Math.max(watched.longestTransaction, longest);
      watched.memory = Math.max(watched.memory, process.memoryUsage.rss() / 2 ** 20);
      if (status === "completed") return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  // The jobs that heard of the invoices were queued with them; what they do is measured elsewhere.
  await platform.root.query("delete from graphile_worker._private_jobs where locked_at is null");
  return { ...watched, seconds };
}

interface Glance {
  status: string;
  failures: number;
  invoices: number;
  longest: number;
}

const GLANCE = `select r.status, r.failures_count as failures, r.invoices_created as invoices,
    coalesce((
      select extract(epoch from max(clock_timestamp() - a.xact_start))
      from pg_stat_activity as a
      where a.application_name = 'tenor worker'), 0)::float8 as longest
  from billing.billing_runs as r
  where r.id = $1`;
