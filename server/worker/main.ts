// The worker: takes jobs from the queue, `WORKER_CONCURRENCY` at a time, and leaves in order. Those
// that make documents have places of their own: a long one keeps no run from being billed.
import { EventEmitter } from "node:events";
import {
  parseCronItems,
  run,
  type ParsedCronItem,
  type Runner,
  type TaskList,
  type WorkerEvents,
} from "graphile-worker";
import { Pool, types, type ClientConfig } from "pg";
import { pino, type Logger } from "pino";
import type { Config } from "../config.ts";
import { openAuditHeads } from "../files/audit_heads.ts";
import { openDocumentStore } from "../files/document_store.ts";
import { openWebhookGateway } from "../gateways/webhook_gateway.ts";
import { openMailer } from "../mail/mailer.ts";
import { startPdfRenderer } from "../pdf/render_invoice_pdf.ts";
import { addressOf, refuseSuperuser } from "../postgres/logins.ts";
import { openVault } from "../vault.ts";
import { aliveFile } from "./alive_file.ts";
import { crontab } from "./crontab.ts";
import type { Services } from "./define_task.ts";
import { startHeartbeat } from "./heartbeat.ts";
import { loadTasks } from "./load_tasks.ts";
import { queueLog } from "./queue_log.ts";
import { giveUp, runTask } from "./run_task.ts";
import { yieldToRuns } from "./yield_to_runs.ts";
import { shortError } from "./short_error.ts";

export interface Worker {
  close(): Promise<void>;
  // Settles, with the reason, when the worker cannot go on; it is still to be closed.
  lost: Promise<string>;
}

export interface WorkerOptions {
  /** Where the task files are. */
  tasks?: string;
  /** Replaces parts of the outside world. */
  services?: Partial<Services>;
  log?: Logger;
  cron?: boolean;
  heartbeatMs?: number;
  /** How long running jobs may take to end, once asked to. */
  patienceMs?: number;
}

const PATIENCE_MS = 30_000;
// What still runs then is told to stop, and has this long to do so.
const LAST_CALL_MS = 4_000;
// For what the queue does beside the jobs.
const SPARE_CONNECTIONS = 3;

export async function startWorker(config: Config, options: WorkerOptions = {}): Promise<Worker> {
  const log = options.log ?? pino({ level: config.logLevel, base: undefined });
  const patience = options.patienceMs ?? PATIENCE_MS;
  const definitions = await loadTasks(options.tasks);
  const queueLogin: ClientConfig = {
    connectionString: addressOf(config, "workerDatabaseUrl"),
    options: "-c role=tenor_queue",
    application_name: "tenor worker queue",
  };
  // Two for each thread that renders: while one is laid out, the next is fetched.
  const concurrency = { rendering: 2 * config.pdfThreads, other: config.workerConcurrency };
  const places = concurrency.rendering + concurrency.other;
  const queue = openPool(queueLogin, places + 2 * SPARE_CONNECTIONS, log);
  const login: ClientConfig = {
    connectionString: config.workerDatabaseUrl,
    application_name: "tenor worker",
    types: { getTypeParser: parserOf },
    pipeline: true,
  };
  const pool = openPool(login, places, log);
  const services = openServices(config, options.services);
  const leave = async () => {
    await Promise.all([services.pdf.close(), services.webhooks.close(), queue.end(), pool.end()]);
  };

  try {
    await refuseSuperuser(pool, "workerDatabaseUrl");
    const runtime = { pool, log, services };
    const manners = yieldToRuns();
    const tasksThat = (render: boolean): TaskList =>
      Object.fromEntries(
        [...definitions]
          .filter(([, task]) => task.renders === render)
          .map(([name, task]) => {
            const act = runTask(name, task, runtime);
            if (render) return [name, manners.after(act)];
            return [name, name === "billing/run_batch" ? manners.first(act) : act];
          }),
      );
    const alive = aliveFile(config.workerAliveFile);
    const open = async (tasks: TaskList, concurrentJobs: number, items: ParsedCronItem[]) => {
      const events: WorkerEvents = new EventEmitter();
      const underWay = watchJobs(events);
      const lost = watchLoss(events);
      const poolId = new Promise<string>((resolve) => {
        events.once("pool:create", ({ workerPool }) => resolve(workerPool.id));
      });
      const runner = await run({
        pgPool: queue,
        taskList: tasks,
        parsedCronItems: items,
        noHandleSignals: true,
        logger: queueLog(log),
        events,
        preset: {
          worker: {
            concurrentJobs,
            maxPoolSize: concurrentJobs + SPARE_CONNECTIONS,
            pollInterval: 1_000,
            gracefulShutdownAbortTimeout: Math.max(patience - LAST_CALL_MS, 0),
            // Told in batches, a failure to tell is an event; else nobody would catch it.
            completeJobBatchDelay: 0,
            failJobBatchDelay: 0,
          },
        },
      });
      const heartbeat = await startHeartbeat(await poolId, {
        connection: queueLogin,
        pool: queue,
        log,
        underWay: () => underWay,
        beaten: alive.write,
        giveUp: ({ tenant_id, job_id }) => giveUp(runtime, tenant_id, job_id),
        ...(options.heartbeatMs === undefined ? {} : { intervalMs: options.heartbeatMs }),
      });
      const close = async () => {
        await stop(runner, patience, log);
        await heartbeat.stop();
      };
      return { runner, lost, close };
    };

    const cron = options.cron === false ? [] : parseCronItems(crontab);
    const other = await open(tasksThat(false), concurrency.other, cron);
    const rendering = await open(tasksThat(true), concurrency.rendering, []);
    // Whoever's day came while nobody was there need not wait for the next round.
    if (options.cron !== false) await other.runner.addJob("tenancy/schedule_days", {}, SOON);

    let closing: Promise<void> | undefined;
    return {
      lost: Promise.race([other.lost, rendering.lost]),
      close: () =>
        (closing ??= (async () => {
          await Promise.all([other.close(), rendering.close()]);
          await alive.remove();
          await leave();
        })()),
    };
  } catch (error) {
    await leave();
    throw error;
  }
}

/** The jobs that this worker is at. */
function watchJobs(events: WorkerEvents): Set<string> {
  const underWay = new Set<string>();
  events.on("job:start", ({ job }) => underWay.add(job.id));
  events.on("job:complete", ({ job }) => underWay.delete(job.id));
  return underWay;
}

// Who could not tell the queue how a job ended stops taking jobs. The job is safe to run twice, so
// whoever started this worker starts another.
function watchLoss(events: WorkerEvents): Promise<string> {
  return new Promise((resolve) => {
    events.once("pool:fatalError", ({ error }) => {
      resolve(`The queue could not be told how a job ended: ${shortError(error)}`);
    });
    events.once("pool:gracefulShutdown", ({ message }) => {
      resolve(`The queue is no longer read: ${message}`);
    });
  });
}

const SOON = { jobKey: "tenancy/schedule_days", maxAttempts: 3 };

const DATE_OID = 1082;

// A day is a day, not midnight in the time zone of this machine.
const parserOf: typeof types.getTypeParser = (oid: number, format?: "text" | "binary") =>
  oid === DATE_OID ? (text: string) => text : types.getTypeParser(oid, format as "text");

function openPool(login: ClientConfig, max: number, log: Logger): Pool {
  const pool = new Pool({ ...login, max, connectionTimeoutMillis: 10_000 });
  const report = (error: Error) =>
    log.warn({ error: shortError(error) }, "a database connection was lost");
  pool.on("error", report);
  pool.on("connect", (client) => {
    // A connection that breaks while it is lent out tells only itself.
    client.on("error", report);
    // What the database caught and wrote down under an id that people are told.
    client.on("notice", ({ severity, message }) => {
      if (severity === "WARNING") log.warn({ error: shortError(message) }, "the database warns");
    });
  });
  return pool;
}

function openServices(config: Config, given: Partial<Services> = {}): Services {
  const files = given.files ?? openDocumentStore(config);
  return {
    files,
    pdf: given.pdf ?? startPdfRenderer(config),
    mailer: given.mailer ?? openMailer(config),
    webhooks: given.webhooks ?? openWebhookGateway({ allowLoopback: config.allowLoopbackWebhooks }),
    auditHeads: given.auditHeads ?? openAuditHeads(config.auditHeadsDir),
    vault: given.vault ?? openVault(config),
    config,
  };
}

// No new jobs; those that run may end. After the patience they are given back to the queue.
async function stop(runner: Runner, patience: number, log: Logger): Promise<void> {
  const force = setTimeout(() => {
    log.warn("running jobs were given back to the queue");
    runner.kill("the worker is leaving").catch(() => {});
  }, patience);
  try {
    await runner.stop("the worker is leaving");
    await runner.promise;
  } catch (error) {
    log.warn({ error: shortError(error) }, "the queue was left in a hurry");
  } finally {
    clearTimeout(force);
  }
}
