// What the worker promises whatever the task: retries that end, order on leaving, no lost jobs.
import { fork } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { loadTasks } from "../../server/worker/load_tasks.ts";
import { closeAtTheEnd } from "../support/closing.ts";
import { openTenant, type Tenancy } from "../support/tenants.ts";
import { startTestWorker, taskFolder, until, withWorker, workerConfig } from "../support/worker.ts";

interface Job {
  status: string;
  attempts: number;
  error: string | null;
  result: unknown;
}

const enqueue = ({ root }: Tenancy, task: string, payload: object = {}, attempts?: number) =>
  root.value<string>("select (events.enqueue($1, $2, max_attempts => $3)).id", [
    task,
    JSON.stringify(payload),
    attempts ?? null,
  ]);

const job = async ({ as }: Tenancy, id: string) =>
  (await as("viewer").one<Job & Record<string, unknown>>(
    "select status, attempts, error, result from events.jobs where id = $1",
    [id],
  ))!;

const reaches = (tenancy: Tenancy, id: string, status: string, patience?: number) =>
  until(async () => {
    const found = await job(tenancy, id);
    return found.status === status && found;
  }, patience);

const echo = `export default defineTask(z.object({ tenant_id: z.uuid(), n: z.number() }),
  async ({ tenant_id, n }, { db }) => {
    const row = await db.one("select tenancy.current_tenant_id() as tenant, current_role as role, "
      + "current_setting('tenor.subject') as subject");
    return { n, isOwn: row.tenant === tenant_id, role: row.role, subject: row.subject };
  });`;

describe("a job", () => {
  test("runs inside its tenant, as the worker, and its result is kept", async () => {
    const tenancy = await openTenant();
    await startTestWorker({ tasks: taskFolder({ "test/echo": echo }) });
    const id = await enqueue(tenancy, "test/echo", { n: 7 });
    expect((await reaches(tenancy, id, "completed")).result).toEqual({
      n: 7,
      isOwn: true,
      role: "tenor_worker",
      subject: "worker",
    });
  });

  test("that is poison stops after its attempts, is seen, and holds nobody up", async () => {
    const tenancy = await openTenant();
    const poison = `export default defineTask(z.object({}), async () => {
      throw new Error("no route to postgres://me:hunter2@db/x for jane@example.com");
    }, { maxAttempts: 2 });`;
    await startTestWorker({ tasks: taskFolder({ "test/echo": echo, "test/poison": poison }) });
    const poisoned = await enqueue(tenancy, "test/poison");
    const well = await enqueue(tenancy, "test/echo", { n: 1 });

    await reaches(tenancy, well, "completed");
    const failed = await reaches(tenancy, poisoned, "failed");
    expect(failed.attempts).toBe(2);
    expect(failed.error).toBe("no route to postgres://db/x for [address]");
    const dead = await tenancy.root.one(
      `select attempts, max_attempts from graphile_worker._private_jobs
      where payload->>'job_id' = $1`,
      [poisoned],
    );
    expect(dead).toEqual({ attempts: 2, max_attempts: 2 });
  });

  test("with a payload that does not fit is not tried again", async () => {
    const tenancy = await openTenant();
    await startTestWorker({ tasks: taskFolder({ "test/echo": echo }) });
    const id = await enqueue(tenancy, "test/echo", { n: "seven" });
    const failed = await reaches(tenancy, id, "failed");
    expect(failed.attempts).toBe(1);
    expect(failed.error).toMatch(/^The payload does not fit: n /);
  });

  test("that failed can be tried again by an admin", async () => {
    const tenancy = await openTenant();
    const once = `let calls = 0;
      export default defineTask(z.object({}), async () => {
        calls += 1;
        if (calls === 1) throw new GiveUp("not yet");
        return { calls };
      });`;
    await startTestWorker({ tasks: taskFolder({ "test/once": once }) });
    const id = await enqueue(tenancy, "test/once");
    await reaches(tenancy, id, "failed");
    await tenancy.as("admin").rows("select events.retry_job($1)", [id]);
    expect((await reaches(tenancy, id, "completed")).result).toEqual({ calls: 2 });
  });
});

describe("a worker that leaves", () => {
  const slow = `const Payload = z.object({ ms: z.number() });
  export default defineTask(Payload, async ({ ms }, { db, signal }) => {
    await db.one("select 1");
    await new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener("abort", () => {
        clearTimeout(timer);
        reject(new Error("told to stop"));
      });
    });
    return "slept";
  });`;

  test("lets running jobs end and takes no new ones", async () => {
    const tenancy = await openTenant();
    const worker = await startTestWorker({ tasks: taskFolder({ "test/slow": slow }) });
    const running = await enqueue(tenancy, "test/slow", { ms: 800 });
    await reaches(tenancy, running, "running");
    const closed = worker.close();
    const late = await enqueue(tenancy, "test/slow", { ms: 1 });
    await closed;
    expect((await job(tenancy, running)).status).toBe("completed");
    expect((await job(tenancy, late)).status).toBe("queued");
  });

  test("tells those that run too long to stop; they wait for the next worker", async () => {
    const tenancy = await openTenant();
    const tasks = taskFolder({ "test/slow": slow });
    const worker = await startTestWorker({ tasks, patienceMs: 4_300 });
    const id = await enqueue(tenancy, "test/slow", { ms: 60_000 });
    await reaches(tenancy, id, "running");
    const start = Date.now();
    await worker.close();
    expect(Date.now() - start).toBeLessThan(6_000);
    const left = await job(tenancy, id);
    expect([left.status, left.error]).toEqual(["queued", "told to stop"]);
  });

  test("by kill -9 holds its jobs no longer than a few heartbeats", async () => {
    const tenancy = await openTenant();
    const hang = taskFolder({
      "test/fate": `export default defineTask(z.object({}), (_, { db }) =>
        db.one("select 1").then(() => new Promise(() => {})));`,
    });
    const config = await workerConfig();
    const script = path.resolve(import.meta.dirname, "../support/worker_process.ts");
    const doomed = fork(script, [hang, JSON.stringify(config)]);
    const id = await enqueue(tenancy, "test/fate");
    await reaches(tenancy, id, "running");
    doomed.kill("SIGKILL");

    const well = `export default defineTask(z.object({}), async () => "done");`;
    await startTestWorker({ tasks: taskFolder({ "test/fate": well }), heartbeatMs: 400 });
    expect((await reaches(tenancy, id, "completed")).attempts).toBe(2);
  });

  test("by kill -9 in a job's last attempt leaves it failed, to be tried again", async () => {
    const tenancy = await openTenant();
    const hang = taskFolder({
      "test/last": `export default defineTask(z.object({}), (_, { db }) =>
        db.one("select 1").then(() => new Promise(() => {})));`,
    });
    const script = path.resolve(import.meta.dirname, "../support/worker_process.ts");
    const doomed = fork(script, [hang, JSON.stringify(await workerConfig())]);
    const id = await enqueue(tenancy, "test/last", {}, 1);
    await reaches(tenancy, id, "running");
    doomed.kill("SIGKILL");

    const well = `export default defineTask(z.object({}), async () => "done");`;
    await startTestWorker({ tasks: taskFolder({ "test/last": well }), heartbeatMs: 400 });
    const failed = await reaches(tenancy, id, "failed");
    expect(failed.error).toBe("The worker was lost in the last attempt.");
    await tenancy.as("admin").rows("select events.retry_job($1)", [id]);
    expect((await reaches(tenancy, id, "completed")).result).toBe("done");
  });

  test("a living worker keeps its long jobs, whatever the others think", async () => {
    const tenancy = await openTenant();
    const tasks = taskFolder({ "test/slow": slow });
    await startTestWorker({ tasks, heartbeatMs: 200 });
    await startTestWorker({ tasks, heartbeatMs: 200 });
    const id = await enqueue(tenancy, "test/slow", { ms: 2_500 });
    expect((await reaches(tenancy, id, "completed")).attempts).toBe(1);
  });
});

describe("a worker that lives", () => {
  const slow = `export default defineTask(z.object({ ms: z.number() }), async ({ ms }, { db }) => {
    await db.one("select 1");
    await new Promise((resolve) => setTimeout(resolve, ms));
  });`;

  test("keeps its jobs when the session that says so is cut", async () => {
    const tenancy = await openTenant();
    const tasks = taskFolder({ "test/slow": slow });
    await startTestWorker({ tasks, heartbeatMs: 400 });
    await startTestWorker({ tasks, heartbeatMs: 400 });
    const id = await enqueue(tenancy, "test/slow", { ms: 2_500 });
    await reaches(tenancy, id, "running");
    const cut = await tenancy.root.rows(
      `select pg_terminate_backend(pid) from pg_locks
      where locktype = 'advisory' and database = (
        select oid from pg_database where datname = current_database())`,
    );
    expect(cut.length).toBeGreaterThan(1);
    expect((await reaches(tenancy, id, "completed")).attempts).toBe(1);
  });

  test("writes a file anew while it reaches the queue, and takes it away when it leaves", async () => {
    const tenancy = await openTenant();
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "tenor-alive-"));
    closeAtTheEnd(async () => fs.rmSync(folder, { recursive: true }));
    const file = path.join(folder, "alive");
    const writtenAt = () => fs.statSync(file).mtimeMs;
    const isWrittenAfter = (before: number) => until(async () => writtenAt() > before);

    await withWorker({ heartbeatMs: 100 }, () => isWrittenAfter(writtenAt()), {
      WORKER_ALIVE_FILE: file,
    });
    expect(fs.existsSync(file)).toBe(false);

    const options = { heartbeatMs: 100, patienceMs: 100 };
    const worker = await startTestWorker(options, { WORKER_ALIVE_FILE: file });
    await tenancy.root.transaction(async (client) => {
      await client.query("lock table graphile_worker._private_jobs in access exclusive mode");
      await new Promise((resolve) => setTimeout(resolve, 150));
      const before = writtenAt();
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(writtenAt()).toBe(before);
    });
    await isWrittenAfter(writtenAt());
    await worker.close();
  });

  test("gives back a job that it lost sight of", async () => {
    const tenancy = await openTenant();
    const tasks = taskFolder({ "test/slow": slow });
    await startTestWorker({ tasks, heartbeatMs: 400 });
    const long = await enqueue(tenancy, "test/slow", { ms: 2_500 });
    await reaches(tenancy, long, "running");
    // Taken by the worker's own statement, whose answer never came.
    const lost = await tenancy.root.transaction(async (client) => {
      const { rows } = await client.query<{ id: string }>(
        `select (events.enqueue('test/slow', '{"ms": 1}', run_at => 'infinity')).id`,
      );
      await client.query(
        `update graphile_worker._private_jobs as job
        set locked_by = taken.locked_by, locked_at = now(), run_at = now(), attempts = 1
        from graphile_worker._private_jobs as taken
        where job.payload->>'job_id' = $1 and taken.payload->>'job_id' = $2`,
        [rows[0]!.id, long],
      );
      return rows[0]!.id;
    });
    await reaches(tenancy, lost, "completed", 5_000);
    expect((await reaches(tenancy, long, "completed")).attempts).toBe(1);
  });

  test("ends with a sentence when the queue cannot be told of a job's end", async () => {
    const tenancy = await openTenant();
    const config = await workerConfig();
    const deaf = `create function pg_temp.ignore() returns trigger language plpgsql
      as $$ begin raise exception 'the disk is full'; end $$;
      create trigger deaf before delete on graphile_worker._private_jobs
      for each row execute function pg_temp.ignore()`;
    await tenancy.root.transaction(async (client) => {
      await client.query(deaf.replaceAll("pg_temp", "public"));
    });
    try {
      const worker = fork(path.join(import.meta.dirname, "../../server/cli/worker.ts"), [], {
        silent: true,
        execArgv: [],
        env: {
          PATH: process.env.PATH,
          LOG_LEVEL: "silent",
          WORKER_DATABASE_URL: config.workerDatabaseUrl,
          SECRET_KEY: config.secretKey,
          TENOR_DATA_DIR: config.dataDir,
        },
      });
      let said = "";
      worker.stderr?.on("data", (piece) => (said += String(piece)));
      const code = await new Promise((resolve) => worker.once("exit", resolve));
      expect(said).toBe("The queue could not be told how a job ended: the disk is full\n");
      expect(code).toBe(1);
    } finally {
      await tenancy.root.rows("drop function public.ignore() cascade");
    }
  });
});

describe("the task folder", () => {
  test("holds tasks alone, and each path is a name", async () => {
    const names = [...(await loadTasks()).keys()];
    expect(names).toContain("billing/render_invoice");
    await expect(loadTasks(taskFolder({ helper: "export default 1;" }))).rejects.toThrow(
      "tasks/helper.ts is no task",
    );
  });
});
