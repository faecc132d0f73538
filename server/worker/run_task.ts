// Runs a task for the queue: gives it its tenant, tells the tenant's job list how it went, and
// decides how long a failed job is tried.
import { randomUUID } from "node:crypto";
import type { JobHelpers, Task } from "graphile-worker";
import { DatabaseError, type Pool } from "pg";
import type { Logger } from "pino";
import { z } from "zod";
import { GiveUp, type Services, type TaskDefinition } from "./define_task.ts";
import { placeOf, shortError } from "./short_error.ts";
import { taskDatabase, type TaskDb } from "./task_database.ts";

const Envelope = z.object({ tenant_id: z.uuid().optional(), job_id: z.uuid().optional() });
type Envelope = z.infer<typeof Envelope>;

export interface Runtime {
  pool: Pool;
  log: Logger;
  services: Services;
}

export function runTask(name: string, task: TaskDefinition, runtime: Runtime): Task {
  return async (payload, helpers) => {
    const { job, abortSignal: signal } = helpers;
    const { tenant_id = "", job_id } = Envelope.parse(payload);
    const requestId = job_id ?? `job-${job.id}`;
    const identity = { tenantId: tenant_id, requestId };
    // Inside a tenant the job is shown to people. Its start goes along with the first question.
    const isShown = job_id !== undefined && tenant_id !== "";
    const started = { sql: "select events.start_job($1)", values: [job_id] };
    const db = taskDatabase(runtime.pool, identity, isShown ? started : undefined);
    const log = runtime.log.child({ task: name, job: requestId, tenant: tenant_id || undefined });
    const start = performance.now();
    try {
      const result = await task.act(parsed(task, payload), {
        ...runtime.services,
        db,
        signal,
        log,
        attempt: job.attempts,
      });
      if (isShown) await finish(db, job_id, result);
      log.debug({ ms: Math.round(performance.now() - start), attempt: job.attempts }, "done");
    } catch (error) {
      throw await settle(error, { db, helpers, task, log, jobId: isShown ? job_id : undefined });
    }
  };
}

/** For a job that took its worker with it each time: it failed, and people can see and retry it. */
export async function giveUp(runtime: Runtime, tenantId: string, jobId: string): Promise<void> {
  const message = "The worker was lost in the last attempt.";
  runtime.log.error({ job: jobId, tenant: tenantId, final: true, error: message }, "given up");
  const identity = { tenantId, requestId: jobId };
  await taskDatabase(runtime.pool, identity).one("select events.fail_job($1, $2, true)", [
    jobId,
    message,
  ]);
}

function parsed(task: TaskDefinition, payload: unknown): unknown {
  const result = task.payload.safeParse(payload);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new GiveUp(`The payload does not fit: ${issue?.path.join(".")} ${issue?.message}`);
}

// Bookkeeping need not wait for the disk: the queue's own commit, which follows, does.
async function finish(db: TaskDb, jobId: string, result: unknown): Promise<void> {
  await db.one("select set_config('synchronous_commit', 'off', true), events.finish_job($1, $2)", [
    jobId,
    result === undefined ? null : JSON.stringify(result),
  ]);
}

// Of all other errors the database's own words name its parts, which help nobody outside.
const REFUSAL_CODE = /^[A-Z]{5}$/;

interface Failure {
  db: TaskDb;
  helpers: JobHelpers;
  task: TaskDefinition;
  log: Logger;
  jobId: string | undefined;
}

async function settle(error: unknown, failure: Failure): Promise<Error> {
  const { db, helpers, task, log, jobId } = failure;
  const { attempts, max_attempts: most } = helpers.job;
  const isFinal = error instanceof GiveUp || attempts >= Math.min(most, task.maxAttempts);
  const told = shortError(error);
  const hidden = error instanceof DatabaseError && !REFUSAL_CODE.test(error.code ?? "");
  const logged = hidden ? { errorId: randomUUID(), sqlstate: error.code } : undefined;
  const message = logged ? `An internal error occurred. It is logged as ${logged.errorId}.` : told;
  log[isFinal ? "error" : "warn"](
    { attempt: attempts, final: isFinal, error: told, at: placeOf(error), ...logged },
    isFinal ? "given up" : "failed, will be tried again",
  );
  try {
    await limit(helpers, isFinal ? attempts : Math.min(most, task.maxAttempts));
    if (jobId) await db.one("select events.fail_job($1, $2, $3)", [jobId, message, isFinal]);
  } catch (cause) {
    log.error({ error: shortError(cause) }, "the failure could not be recorded");
  }
  return new Error(message);
}

// The queue waits e^attempts seconds before it tries again, counted from run_at; moving that by up
// to half as much again keeps jobs that failed together from coming back together.
async function limit({ job, query }: JobHelpers, maxAttempts: number): Promise<void> {
  await query(
    `update graphile_worker._private_jobs
    set max_attempts = $2,
      run_at = now() + random() * 0.5 * exp(least(attempts, 10)) * interval '1 second'
    where id = $1`,
    [job.id, maxAttempts],
  );
}
