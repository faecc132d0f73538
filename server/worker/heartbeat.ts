// A worker that was killed must not keep its jobs, nor one that lives keep a job that it lost sight
// of. The queue itself frees them after four hours; here a pool of workers holds a lock in a session
// of its own for as long as it lives, and the others take the jobs of pools whose lock nobody holds.
import { setTimeout as sleep } from "node:timers/promises";
import { Client, type ClientConfig, type Pool } from "pg";
import type { Logger } from "pino";
import { shortError } from "./short_error.ts";

export interface Heartbeat {
  stop(): Promise<void>;
}

/** As the tenant's list of jobs knows it. */
export interface LostJob {
  tenant_id: string;
  job_id: string;
}

export interface HeartbeatOptions {
  connection: ClientConfig;
  /** Queries as the queue's owner. */
  pool: Pool;
  log: Logger;
  /** The jobs that the workers of this pool are at. */
  underWay: () => Set<string>;
  /** Told of a job whose worker was lost in its last attempt: nobody will try it again. */
  giveUp: (job: LostJob) => Promise<void>;
  /** Told of each beat that reached the queue. */
  beaten: () => Promise<void>;
  intervalMs?: number;
}

const INTERVAL_MS = 30_000;
const RETRY_MS = 2_000;
const CONNECT_TIMEOUT_MS = 10_000;
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

// Ours, but with nobody at them: the answer that brought such a job was lost with its connection, or
// the word that it is done was.
const FORGOTTEN_JOBS = `
  select job.id from graphile_worker._private_jobs as job
  where job.locked_by = $1 and job.locked_at < now() - $2::interval and job.id <> all ($3::bigint[])`;

// Of certain pools; all that they hold, or only certain jobs.
const UNLOCK_JOBS = `
  update graphile_worker._private_jobs set locked_by = null, locked_at = null
  where locked_by = any ($1) and ($2::bigint[] is null or id = any ($2))
  returning payload->>'tenant_id' as tenant_id, payload->>'job_id' as job_id,
    attempts >= max_attempts and payload->>'job_id' is not null as is_spent`;

export async function startHeartbeat(
  poolId: string,
  { connection, pool, log, underWay, giveUp, beaten, intervalMs = INTERVAL_MS }: HeartbeatOptions,
): Promise<Heartbeat> {
  const silent = secondSight();
  const forgotten = secondSight();
  let holder: Client | undefined;
  let nap = new AbortController();
  let isStopped = false;

  const hold = async (): Promise<void> => {
    const client = new Client({
      ...connection,
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    });
    client.on("error", () => {
      if (holder !== client) return;
      holder = undefined;
      if (isStopped) return;
      log.warn("the session that says that this worker lives was lost");
      // At once: the others wait for two beats only.
      nap.abort();
    });
    try {
      await client.connect();
      // A machine that vanished is noticed within a minute, not within two hours.
      await client.query("set tcp_keepalives_idle = 20; set tcp_keepalives_interval = 10");
      await client.query("set tcp_keepalives_count = 3");
      await client.query(`select pg_advisory_lock(${lockOf} $1, 0))`, [poolId]);
    } catch (error) {
      client.end().catch(() => {});
      throw error;
    }
    holder = client;
  };

  const patience = `${Math.round(intervalMs / 2)} milliseconds`;

  const unlock = async (pools: string[], jobs?: string[]): Promise<void> => {
    const { rows } = await pool.query<LostJob & { is_spent: boolean }>(UNLOCK_JOBS, [
      pools,
      jobs ?? null,
    ]);
    for (const job of rows) if (job.is_spent) await giveUp(job);
  };

  const takeOverSilent = async (): Promise<void> => {
    const { rows } = await pool.query<{ pool: string }>(SILENT_POOLS, [patience]);
    const dead = silent(rows.map((row) => row.pool).filter((id) => id !== poolId));
    if (dead.length === 0) return;
    await unlock(dead);
    // What is left are their named queues.
    await pool.query("select graphile_worker.force_unlock_workers($1)", [dead]);
    log.warn({ pools: dead }, "took over the jobs of workers that fell silent");
  };

  const letGoOfForgotten = async (): Promise<void> => {
    const { rows } = await pool.query<{ id: string }>(FORGOTTEN_JOBS, [
      poolId,
      patience,
      [...underWay()],
    ]);
    const lost = forgotten(rows.map((row) => row.id)).filter((id) => !underWay().has(id));
    if (lost.length === 0) return;
    await unlock([poolId], lost);
    log.warn({ jobs: lost }, "gave back jobs that this worker had lost sight of");
  };

  const beat = async (): Promise<void> => {
    try {
      if (!holder) await hold();
      await takeOverSilent();
      await letGoOfForgotten();
      await beaten();
    } catch (error) {
      log.warn({ error: shortError(error) }, "the heartbeat failed");
    }
  };

  // One beat after the other: two at once would wait for each other's lock.
  const live = async (): Promise<void> => {
    while (!isStopped) {
      const pause = holder ? intervalMs : Math.min(intervalMs, RETRY_MS);
      await sleep(pause, undefined, { signal: nap.signal }).catch(() => {});
      nap = new AbortController();
      if (!isStopped) await beat();
    }
  };

  await hold();
  await beaten();
  const life = live();

  return {
    async stop() {
      isStopped = true;
      nap.abort();
      await life;
      await holder?.end().catch(() => {});
    },
  };
}

/** Of what is seen, that which was seen the last time too. */
function secondSight(): (seen: string[]) => string[] {
  let before = new Set<string>();
  return (seen) => {
    const again = seen.filter((it) => before.has(it));
    before = new Set(seen);
    return again;
  };
}
