// Whoever is killed, whenever, and however often: the run ends as if nothing had happened.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seedManyContracts } from "../../bench/support/bulk.ts";
import { loadConfig, type Config } from "../../server/config.ts";
import { mintToken } from "../../server/cli/mint_token.ts";
import { createDatabase, withClient } from "../../server/postgres/connection.ts";
import { applyDefinitions, prepareDatabase, ROOT } from "../../server/postgres/definitions.ts";
import { startEmbedded, type EmbeddedPostgres } from "../../server/postgres/embedded.ts";
import { admitLogins, loginsAt } from "../../server/postgres/logins.ts";
import { TEST_SECRET } from "../support/api.ts";
import { environmentOf, urlsOf } from "../support/databases.ts";
import { differences, whatWasBilled, type Billed } from "../support/billed.ts";
import { closeEverything } from "../support/closing.ts";
import { copyDatabase } from "../support/copy_database.ts";
import { httpClient, type Http } from "../support/http.ts";
import { freePort } from "../support/local_server.ts";
import { keepProcess, type KeptProcess } from "../support/kept_process.ts";
import { killHard, postmasterOf } from "../support/processes.ts";
import { openChance } from "../support/random.ts";
import { openTenant } from "../support/tenants.ts";
import { soon, taskFolder, until } from "../support/worker.ts";

const CONTRACTS = 3_000;
const SUBSIDIARIES = 1_000;
// In a build each is killed once, in the long proofs some again.
const KILLS = process.env.TENOR_HISTORIES ? 8 : 4;
const AS_OF = "2026-02-01";
const PATIENCE_MS = 60_000;

const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "tenor-kills-"));
// What is told of as done is on its way to the disk, whoever is killed then.
const LIKE_IN_PRODUCTION = { synchronous_commit: "on" };
let postgres: EmbeddedPostgres;
let tenantId = "";
const opened: KeptProcess[] = [];

beforeAll(async () => {
  postgres = await startEmbedded({ dataDir, durable: false, settings: LIKE_IN_PRODUCTION });
  await createDatabase(postgres.urlOf("postgres"), "undisturbed");
  const url = postgres.urlOf("undisturbed");
  await prepareDatabase(url);
  await applyDefinitions(url);
  await admitLogins(url, loginsAt(url, dataDir));
  const database = { name: "undisturbed", ...urlsOf(url, dataDir) };
  ({ tenantId } = await openTenant({ database, clockAt: "2026-02-01T12:00:00Z" }));
  await closeEverything();
  await withClient(url, async (root) => {
    await root.query("select set_config('tenor.tenant_id', $1, false)", [tenantId]);
    await root.query("update tenancy.tenants set finalize_after_days = 0");
    await seedManyContracts(root, { tenantId, count: CONTRACTS - SUBSIDIARIES });
    await seedManyContracts(root, {
      tenantId,
      count: SUBSIDIARIES,
      prefix: "SUB-",
      subsidiaries: 10,
    });
  });
  await copyDatabase(postgres.urlOf("postgres"), "undisturbed", "disturbed");
}, 120_000);

afterAll(async () => {
  await Promise.all(opened.map((it) => it.stop()));
  await postgres.stop();
  fs.rmSync(dataDir, { recursive: true, force: true });
});

interface Platform {
  api: KeptProcess;
  workers: KeptProcess[];
  finance: Http;
}

function open(database: string, port: number): Platform {
  const env = {
    PORT: String(port),
    ...environmentOf(urlsOf(postgres.urlOf(database), dataDir)),
    JWT_SECRET: TEST_SECRET,
    SECRET_KEY: TEST_SECRET,
    TENOR_DATA_DIR: path.join(dataDir, database),
    LOG_LEVEL: "silent",
    WORKER_CONCURRENCY: "1",
  };
  const config: Config = loadConfig(env);
  // Billing alone: what hears of the invoices is looked at elsewhere.
  const task = path.join(ROOT, "tasks/billing/run_batch.ts");
  const tasks = taskFolder({
    "billing/run_batch": `import task from ${JSON.stringify(task)};\nexport default task;`,
  });
  const script = path.join(import.meta.dirname, "../support/worker_process.ts");
  const api = keepProcess(path.join(ROOT, "server/cli/api.ts"), [], env);
  const workers = [1, 2].map(() => keepProcess(script, [tasks, JSON.stringify(config)], env));
  opened.push(api, ...workers);
  const token = mintToken(config, { role: "finance", tenantId });
  return { api, workers, finance: httpClient(`http://127.0.0.1:${port}`, token) };
}

/** Asked until it is answered: a client whose request was cut asks again with the same key. */
async function startRun({ finance }: Platform): Promise<string> {
  const headers = { "idempotency-key": "the run" };
  const answer = await until(async () => {
    const asked = await finance
      .post("/api/billing/runs", { as_of: AS_OF }, headers)
      .catch(() => undefined);
    return asked?.status === 201 && asked;
  }, PATIENCE_MS);
  return answer.body.id;
}

const isReady = async ({ finance }: Platform) =>
  (await finance.get("/readyz").catch(() => undefined))?.status === 200;

// A batch that was cut several times waits for minutes before it is tried again: not here.
const hurry = (): Promise<unknown> =>
  withClient(postgres.urlOf("disturbed"), (root) =>
    root.query(`update graphile_worker._private_jobs set run_at = now()
      where run_at > now() and locked_at is null`),
  ).catch(() => {});

const hasEnded = async ({ finance }: Platform, id: string) => {
  const { body } = (await finance.get(`/api/billing/runs/${id}`).catch(() => undefined)) ?? {};
  return body?.status === "completed" && (body as Record<string, unknown>);
};

async function close({ api, workers }: Platform): Promise<void> {
  await Promise.all([api, ...workers].map((it) => it.stop()));
}

const read = (database: string): Promise<Billed> =>
  withClient(postgres.urlOf(database), (root: Client) => whatWasBilled(root, tenantId));

const seal = (database: string): Promise<void> =>
  withClient(postgres.urlOf(database), async (root) => {
    await root.query("select set_config('tenor.tenant_id', $1, false)", [tenantId]);
    await root.query("set role tenor_owner");
    await root.query("select audit.seal()");
  });

const runIsOver = async (): Promise<boolean> => {
  const found = withClient(postgres.urlOf("disturbed"), (root) =>
    root.query("select from billing.billing_runs where status = 'completed'"),
  );
  return (await found.catch(() => undefined))?.rowCount === 1;
};

const runsOf = (database: string): Promise<number> =>
  withClient(postgres.urlOf(database), async (root) => {
    const { rows } = await root.query<{ runs: number }>(
      "select count(*)::int as runs from billing.billing_runs",
    );
    return rows[0]!.runs;
  });

const victims = ["worker", "api", "server", "session"] as const;
type Victim = (typeof victims)[number];

const BUSY = `select pid from pg_stat_activity
  where datname = 'disturbed' and application_name = 'tenor worker' and state <> 'idle'
    and query like '%bill_batch%'`;

/** The session of a worker that is in the middle of a batch. */
async function busySession(): Promise<number | undefined> {
  const found = withClient(postgres.urlOf("postgres"), (root) => root.query<{ pid: number }>(BUSY));
  return (await found.catch(() => undefined))?.rows[0]?.pid;
}

const kills: Record<Victim, (platform: Platform) => Promise<void>> = {
  worker: async ({ workers }) => workers[Math.floor(chance.next() * workers.length)]!.kill(),
  api: async ({ api }) => api.kill(),
  session: async () => {
    const isKilled = async () => {
      await hurry();
      const session = await busySession();
      try {
        if (session === undefined) return false;
        killHard(session);
        return true;
      } catch {
        return false; // Its batch was done, and so was it.
      }
    };
    await until(isKilled, PATIENCE_MS);
  },
  server: async () => {
    killHard(postmasterOf(dataDir));
    await postgres.ended;
    postgres = await startEmbedded({
      dataDir,
      port: postgres.port,
      durable: false,
      settings: LIKE_IN_PRODUCTION,
    });
  },
};

const chance = openChance();

test(`a run that is killed again and again, seed ${chance.seed}`, async () => {
  const undisturbed = open("undisturbed", await freePort());
  const calm = await startRun(undisturbed);
  const expected = await until(() => hasEnded(undisturbed, calm), PATIENCE_MS);
  await close(undisturbed);
  expect(expected).toMatchObject({ contracts_done: CONTRACTS, failures_count: 0 });

  const platform = open("disturbed", await freePort());
  await until(() => isReady(platform), PATIENCE_MS);
  const asking = startRun(platform);
  asking.catch(() => {}); // Heard below, or after what failed before.
  // While it is being asked: nobody can tell whether the run was started.
  await sleep(chance.between(0, 40));
  platform.api.kill();
  const isBusyOrOver = async () => {
    await hurry();
    const isBusy = (await busySession()) !== undefined;
    return (isBusy || (await runIsOver())) && { isBusy };
  };
  const killed: Victim[] = [];
  const order = [...chance.shuffled([...victims]), ...chance.shuffled([...victims])];
  for (const victim of order.slice(0, KILLS)) {
    if (!(await until(isBusyOrOver, PATIENCE_MS)).isBusy) break;
    await sleep(chance.between(0, 300));
    await kills[victim](platform);
    killed.push(victim);
    // The audit log is sealed meanwhile, as it is each minute.
    await soon(seal("disturbed").catch(() => {}));
  }
  const id = await asking;
  const result = await until(async () => {
    await hurry();
    return await hasEnded(platform, id);
  }, PATIENCE_MS);
  await close(platform);
  console.log(`seed ${chance.seed}, killed: ${killed.join(", ")}`);

  expect(new Set(killed)).toEqual(new Set(victims));
  const { status, contracts_done, invoices_created, failures_count } = expected;
  expect(result).toMatchObject({ status, contracts_done, invoices_created, failures_count });
  const [calmly, all] = [await read("undisturbed"), await read("disturbed")];
  // Four thousand pay for themselves, a hundred for ten others each.
  expect(calmly.payers.size).toBe(CONTRACTS - SUBSIDIARIES + SUBSIDIARIES / 10);
  expect(all.faults).toEqual([]);
  expect(calmly.faults).toEqual([]);
  expect(await runsOf("disturbed")).toBe(1);
  expect(differences(calmly, all)).toEqual([]);
  expect(all.books).toEqual(calmly.books);
  for (const { complaints } of [platform.api, ...platform.workers]) {
    expect(complaints()).not.toMatch(/^\s+at .*\.(ts|js):\d+/m);
  }
}, 300_000);
