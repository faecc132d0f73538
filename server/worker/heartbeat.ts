// A worker that was killed must not keep its jobs. The queue itself frees them after four hours;
// here a pool of workers holds a lock in a session of its own for as long as it lives, and the
// others take the jobs of pools whose lock nobody holds.
import { Client, type ClientConfig, type Pool } from "pg";
import type { Logger } from "pino";
import { shortError } from "./short_error.ts";

export interface Heartbeat {
  stop(): Promise<void>;
}

export interface HeartbeatOptions {
  connection: ClientConfig;
  /** Queries as the queue's owner. */
  pool: Pool;
  log: Logger;
  intervalMs?: number;
}

const INTERVAL_MS = 30_000;
const lockOf = "hashtextextended('tenor.worker_pool:' || ";

// Locked a while ago, by a pool whose lock can be had. The lock is given back with the statement.
const SILENT_POOLS = `
  select holder.pool
  from (
    select locked_by as pool, locked_at from graphile_worker._private_jobs
    where locked_by is not null
    union all
    select locked_by, locked_at from graphile_worker._private_job_queues
    where locked_by is not null
  ) as holder
  group by holder.pool
  having max(holder.locked_at) < now() - $1::interval
    and pg_try_advisory_xact_lock(${lockOf} holder.pool, 0))`;

export async function startHeartbeat(
  poolId: string,
  { connection, pool, log, intervalMs = INTERVAL_MS }: HeartbeatOptions,
): Promise<Heartbeat> {
  let suspects = new Set<string>();
  let holder: Client | undefined;
  let isStopped = false;

  const hold = async (): Promise<void> => {
    const client = new Client({ ...connection, keepAlive: true });
    client.on("error", () => {
      if (holder === client) holder = undefined;
    });
    await client.connect();
    // A machine that vanished is noticed within a minute, not within two hours.
    await client.query("set tcp_keepalives_idle = 20; set tcp_keepalives_interval = 10");
    await client.query("set tcp_keepalives_count = 3");
    await client.query(`select pg_advisory_lock(${lockOf} $1, 0))`, [poolId]);
    holder = client;
  };

  // A pool that lost its connection for a moment takes its lock again at its next beat: only who
  // is silent twice in a row is taken for dead.
  const sweep = async (): Promise<void> => {
    const patience = `${Math.round(intervalMs / 2)} milliseconds`;
    const { rows } = await pool.query<{ pool: string }>(SILENT_POOLS, [patience]);
    const silent = rows.map((row) => row.pool).filter((id) => id !== poolId);
    const dead = silent.filter((id) => suspects.has(id));
    suspects = new Set(silent);
    if (dead.length === 0) return;
    await pool.query("select graphile_worker.force_unlock_workers($1)", [dead]);
    log.warn({ pools: dead }, "took over the jobs of workers that fell silent");
  };

  const beat = async (): Promise<void> => {
    try {
      if (!holder) await hold();
      await sweep();
    } catch (error) {
      log.warn({ error: shortError(error) }, "the heartbeat failed");
    }
  };

  await hold();
  let timer = setTimeout(async function next(): Promise<void> {
    await beat();
    if (!isStopped) timer = setTimeout(next, intervalMs);
  }, intervalMs);

  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await holder?.end().catch(() => {});
    },
  };
}
