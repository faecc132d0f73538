import { fork, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { afterAll, afterEach, expect, test } from "vitest";
import { withClient, withLogin } from "../../server/postgres/connection.ts";
import { startEmbedded, type EmbeddedPostgres } from "../../server/postgres/embedded.ts";
import { isAlive, killHard, postmasterOf } from "../support/processes.ts";

// Mode 700, as mktemp makes it: root has to open the way for the user of Postgres.
const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "tenor-embedded-"));
const pidFile = path.join(dataDir, "postgres/postmaster.pid");
let server: EmbeddedPostgres | undefined;

const start = async () => {
  server = await startEmbedded({ dataDir, durable: false });
  return server;
};
const until = async (holds: () => boolean) => {
  for (let i = 0; i < 100 && !holds(); i++) await sleep(100);
  expect(holds()).toBe(true);
};

afterEach(async () => {
  await server?.stop();
  server = undefined;
});
afterAll(() => fs.rmSync(dataDir, { recursive: true, force: true }));

test("what was written is there after a stop and a start", async () => {
  const first = await start();
  await withClient(first.urlOf("postgres"), (client) =>
    client.query("create table kept as select 42 as answer"),
  );
  await first.stop();
  expect(fs.existsSync(pidFile)).toBe(false);

  const second = await start();
  expect(second.port).toBe(first.port);
  const { rows } = await withClient(second.urlOf("postgres"), (it) => it.query("table kept"));
  expect(rows).toEqual([{ answer: 42 }]);
});

test("a second start on the same data is refused with a sentence", async () => {
  await start();
  await expect(startEmbedded({ dataDir })).rejects.toThrow(
    /is in use by a running Postgres \(process \d+\)/,
  );
});

test("Postgres listens on this machine only and asks for its password", async () => {
  const { port } = await start();
  await expect(
    withClient(`postgres://postgres:wrong@127.0.0.1:${port}/postgres`, async () => {}),
  ).rejects.toThrow(/password authentication failed/);
  const outside = Object.values(os.networkInterfaces())
    .flat()
    .find((it) => it && !it.internal && it.family === "IPv4");
  if (!outside) return;
  await expect(
    withClient(`postgres://postgres@${outside.address}:${port}/postgres`, async () => {}),
  ).rejects.toThrow(/ECONNREFUSED/);
});

test("the databases that it comes with let nobody in but its owner", async () => {
  const { urlOf } = await start();
  await withClient(urlOf("postgres"), (it) => it.query("create role guest login password 'guest'"));
  for (const database of ["postgres", "template1"]) {
    const url = withLogin(urlOf(database), "guest", "guest");
    await expect(withClient(url, async () => {})).rejects.toThrow(/permission denied for database/);
  }
});

test("Postgres ends with its parent, also when that one is killed", async () => {
  const script = path.join(import.meta.dirname, "../support/hold_postgres.ts");
  const parent = fork(script, [dataDir], { execArgv: [] });
  await new Promise((resolve) => parent.once("message", resolve));
  expect(fs.existsSync(pidFile)).toBe(true);
  parent.kill("SIGKILL");
  await until(() => !fs.existsSync(pidFile));
});

test("what a crash left behind is no obstacle", async () => {
  await start();
  killHard(postmasterOf(dataDir));
  await server?.ended;
  expect(fs.existsSync(pidFile)).toBe(true);
  // The number belongs to somebody else by now.
  const text = fs.readFileSync(pidFile, "utf8").replace(/^\d+/, String(process.pid));
  fs.writeFileSync(pidFile, text);

  const again = await start();
  const { rows } = await withClient(again.urlOf("postgres"), (it) => it.query("select 1 as one"));
  expect(rows).toEqual([{ one: 1 }]);
});

test("nobody starts beside a session that outlives its killed server", async () => {
  const first = await start();
  const busy = new Client({ connectionString: first.urlOf("postgres") });
  busy.on("error", () => {});
  await busy.connect();
  const { rows } = await busy.query<{ pid: number }>("select pg_backend_pid() as pid");
  const session = rows[0]!.pid;
  // A loop that asks nobody does not notice that its server has gone.
  const counted = busy
    .query("do $$ begin for i in 1 .. 250000000 loop end loop; end $$")
    .catch(() => {});
  killHard(postmasterOf(dataDir));
  await server?.ended;
  expect(isAlive(session)).toBe(true);

  await start();
  expect(isAlive(session)).toBe(false);
  await counted;
}, 60_000);

test.runIf(process.getuid?.() === 0)("root lets Postgres through, and nobody else", async () => {
  await start();
  const { mode } = fs.statSync(dataDir);
  expect(mode & 0o777).toBe(0o710);
  const secret = path.join(dataDir, "secrets/owner");
  const read = spawnSync("cat", [secret], { uid: 65534, gid: 65534 });
  expect(read.status).not.toBe(0);
});
