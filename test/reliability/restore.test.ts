// The disk is lost, or somebody did what must not stand: the books come back as they were.
import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seedManyContracts } from "../../bench/support/bulk.ts";
import { archiveIn, archiving, prepareBackups } from "../../server/postgres/backup.ts";
import { createDatabase, withClient } from "../../server/postgres/connection.ts";
import { applyDefinitions, prepareDatabase, ROOT } from "../../server/postgres/definitions.ts";
import { startEmbedded, type EmbeddedPostgres } from "../../server/postgres/embedded.ts";
import { admitLogins, loginsAt } from "../../server/postgres/logins.ts";
import { postgresUser } from "../../server/postgres/run_as.ts";
import { differences, whatWasBilled, type Billed } from "../support/billed.ts";
import { closeEverything } from "../support/closing.ts";
import { urlsOf } from "../support/databases.ts";
import { openTenant, type Tenancy } from "../support/tenants.ts";

const home = fs.mkdtempSync(path.join(os.tmpdir(), "tenor-restore-"));
const backupDir = path.join(home, "backups");
const lost = path.join(home, "lost");
const CONTRACTS = 30;

let running: EmbeddedPostgres | undefined;
let tenantId = "";
// When all was well, and what there was then and at the end.
let at = "";
let then: Kept;
let last: Kept;

interface Kept {
  billed: Billed;
  head: string;
}

const start = async (dataDir: string, settings = {}): Promise<EmbeddedPostgres> => {
  running = await startEmbedded({ dataDir, durable: false, settings });
  return running;
};

const stop = async (): Promise<void> => {
  await closeEverything();
  await running?.stop();
  running = undefined;
};

const command = (script: string, env: Record<string, string>, ...args: string[]) =>
  new Promise<{ said: string; code: number }>((resolve) => {
    const environment = { PATH: process.env.PATH, BACKUP_DIR: backupDir, ...env };
    const file = path.join(ROOT, "server/cli", script);
    execFile(process.execPath, [file, ...args], { env: environment }, (error, stdout, stderr) =>
      resolve({ said: (stdout + stderr).trim(), code: Number(error?.code ?? 0) }),
    );
  });

const restore = (dataDir: string, ...args: string[]) =>
  command("restore.ts", { TENOR_DATA_DIR: dataDir }, ...args);

async function read(server: EmbeddedPostgres): Promise<Kept> {
  return await withClient(server.urlOf("tenor"), async (root) => {
    const billed = await whatWasBilled(root, tenantId);
    const { rows } = await root.query<{ head: string }>(
      "select encode(hash, 'hex') as head from audit.heads where tenant_id = $1",
      [tenantId],
    );
    return { billed, head: rows[0]!.head };
  });
}

async function findings(server: EmbeddedPostgres, head: string): Promise<string[]> {
  return await withClient(server.urlOf("tenor"), async (root) => {
    await root.query("select set_config('tenor.tenant_id', $1, false)", [tenantId]);
    await root.query("set role tenor_owner");
    const { rows } = await root.query<{ problem: string }>("select problem from audit.verify($1)", [
      head,
    ]);
    return rows.map(({ problem }) => problem);
  });
}

/** A data directory with nothing but the secrets of the one that was lost. */
function freshHome(name: string): string {
  const dataDir = path.join(home, name);
  fs.cpSync(path.join(lost, "secrets"), path.join(dataDir, "secrets"), { recursive: true });
  return dataDir;
}

beforeAll(async () => {
  prepareBackups(backupDir, postgresUser(), () => {});
  const server = await start(lost, archiving(backupDir));
  await createDatabase(server.urlOf("postgres"), "tenor");
  const url = server.urlOf("tenor");
  await prepareDatabase(url);
  await applyDefinitions(url);
  await admitLogins(url, loginsAt(url, lost));

  // By address, as of a server elsewhere.
  const elsewhere = { DATABASE_URL: url, TENOR_DATA_DIR: path.join(home, "elsewhere") };
  expect(await command("backup.ts", elsewhere)).toMatchObject({ code: 0 });

  const { clock, tenantId: id } = await openTenantAt(server, lost);
  tenantId = id;
  await withClient(url, async (root) => {
    await root.query("select set_config('tenor.tenant_id', $1, false)", [tenantId]);
    await root.query("update tenancy.tenants set finalize_after_days = 0");
    await seedManyContracts(root, { tenantId, count: CONTRACTS, frequency: "monthly" });
  });
  await clock.advance("2026-02-01T12:00:00Z");
  // The first one goes, with what only that one needs; all below stands on what is kept.
  const before = fs.readdirSync(archiveIn(backupDir));
  const taken = await command("backup.ts", { TENOR_DATA_DIR: lost }, "--keep", "1");
  expect(taken).toMatchObject({ code: 0, said: expect.stringMatching(/^Removed \S+Z$/m) });
  expect(fs.readdirSync(path.join(backupDir, "base"))).toHaveLength(1);
  const after = fs.readdirSync(archiveIn(backupDir));
  expect(before.filter((it) => !after.includes(it)).length).toBeGreaterThan(0);

  await clock.advance("2026-03-01T12:00:00Z");
  then = await read(server);
  at = await now(server);
  await clock.advance("2026-04-01T12:00:00Z");
  last = await read(server);
  await stop();
  fs.rmSync(path.join(lost, "postgres"), { recursive: true });
}, 120_000);

afterAll(async () => {
  await stop();
  fs.rmSync(home, { recursive: true, force: true });
});

const openTenantAt = (server: EmbeddedPostgres, dataDir: string): Promise<Tenancy> =>
  openTenant({
    database: { name: "tenor", ...urlsOf(server.urlOf("tenor"), dataDir) },
    clockAt: "2026-01-31T12:00:00Z",
  });

const now = (server: EmbeddedPostgres): Promise<string> =>
  withClient(server.urlOf("tenor"), async (root) => {
    const { rows } = await root.query<{ at: Date }>(
      "select date_trunc('second', clock_timestamp()) + interval '1 second' as at, pg_sleep(1)",
    );
    return rows[0]!.at.toISOString();
  });

function expectAlike(found: Kept, expected: Kept): void {
  expect(found.billed.faults).toEqual([]);
  expect(differences(expected.billed, found.billed)).toEqual([]);
  expect(found.billed.books).toEqual(expected.billed.books);
  expect(found.head).toBe(expected.head);
}

test("what it was at a point in time comes back, and goes on from there", async () => {
  const dataDir = freshHome("then");
  expect(await restore(dataDir, "--at", at)).toMatchObject({ code: 0 });
  const server = await start(dataDir);
  expectAlike(await read(server), then);
  expect(then.billed.payers.size).toBe(CONTRACTS);

  // A head that was kept outside later tells that something is gone.
  expect(await findings(server, then.head)).toEqual([]);
  expect(await findings(server, last.head)).toEqual([
    "the kept head is not in the chain: it was cut or written anew",
  ]);

  const { gatewayUrl } = urlsOf(server.urlOf("tenor"), dataDir);
  await withClient(gatewayUrl, async (client) => {
    await client.query("begin; set local role tenor_admin");
    await client.query("select set_config('tenor.tenant_id', $1, true)", [tenantId]);
    await client.query("select tenancy.advance_clock('2026-04-01T12:00:00Z')");
    await client.query("commit");
  });
  const again = await read(server);
  expect(again.billed.faults).toEqual([]);
  expect(differences(last.billed, again.billed)).toEqual([]);
  await stop();
}, 60_000);

test("what cannot be restored is refused with a sentence, and leaves nothing behind", async () => {
  const dataDir = freshHome("none");
  const pgdata = path.join(dataDir, "postgres");
  const later = new Date(Date.now() + 3_600_000).toISOString();
  const refusals: [string[], RegExp][] = [
    [["--at", "yesterday"], /^--at is a time such as/],
    [["--at", "2026-01-01T00:00:00Z"], /^The first backup in .* is of \S+Z: there is no way/],
    [["--at", later], /Nothing in .* was written after/],
  ];
  for (const [args, sentence] of refusals) {
    const { code, said } = await restore(dataDir, ...args);
    expect(said).toMatch(sentence);
    expect(said).not.toMatch(/\n\s+at /);
    expect(code).toBe(1);
    expect(fs.existsSync(pgdata)).toBe(false);
  }
  fs.mkdirSync(pgdata);
  expect((await restore(dataDir)).said).toMatch(/^There is a database in /);
  const bare = path.join(home, "bare");
  expect((await restore(bare)).said).toMatch(/^There are no secrets in /);
  expect(fs.existsSync(bare)).toBe(false);
}, 60_000);

test("all that was archived comes back", async () => {
  const dataDir = freshHome("all");
  expect(await restore(dataDir)).toMatchObject({ code: 0 });
  expectAlike(await read(await start(dataDir)), last);
  await stop();
}, 60_000);
