// A billing run by a worker of its own process, two batches at a time, watched from its start to the
// last invoice committed.
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { secondsOf } from "./clock.ts";
import { environmentOf, type Platform } from "./platform.ts";

export interface BillingRun {
  invoices: number;
  seconds: number;
  /** The longest that a transaction of the worker was seen to be open. */
  longestTransaction: number;
  /** The most that the worker was seen to hold, in megabytes. */
  memory: number;
}

export interface BillingWorker {
  /** What its process holds, in megabytes; not a number where the machine does not say. */
  memory(): number;
  close(): Promise<void>;
}

/** A worker for runs whose invoices are issued at once. */
export async function openWorker({ config, root, tenantId }: Platform): Promise<BillingWorker> {
  await root.query("update tenancy.tenants set finalize_after_days = 0 where id = $1", [tenantId]);
  const script = path.join(import.meta.dirname, "../../server/cli/worker.ts");
  const env = { ...environmentOf(config), WORKER_CONCURRENCY: "2" };
  const worker: ChildProcess = fork(script, [], { env, execPath: process.execPath });
  await once(worker, "message");
  return {
    memory: () => memoryOf(worker.pid),
    close: async () => {
      worker.kill("SIGTERM");
      await once(worker, "exit");
    },
  };
}

function memoryOf(pid: number | undefined): number {
  const file = `/proc/${pid}/status`;
  if (!fs.existsSync(file)) return NaN;
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(fs.readFileSync(file, "utf8")) ?? [];
  return Number(kilobytes) / 1024;
}

export async function runBilling(
  platform: Platform,
  worker: BillingWorker,
  as_of: string,
): Promise<BillingRun> {
  const watched = { invoices: 0, longestTransaction: 0, memory: 0 };
  const seconds = await secondsOf(async () => {
    const { id } = await platform.post("finance", "/api/billing/runs", { as_of });
    for (;;) {
      const { rows } = await platform.root.query<Glance>(GLANCE, [id]);
      const { status, failures, invoices, longest } = rows[0]!;
      if (failures > 0) throw new Error("Contracts could not be billed.");
      watched.invoices = invoices;
      watched.longestTransaction = Math.max(watched.longestTransaction, longest);
      watched.memory = Math.max(watched.memory, worker.memory());
      if (status === "completed") return;
      await new Promise((resolve) => setTimeout(resolve, 50));
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
