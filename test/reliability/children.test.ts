// A process of `npm start` that falls is helped up, but not for ever.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { startChild } from "../../server/cli/child.ts";
import { withClient, withDatabase } from "../../server/postgres/connection.ts";
import { TEST_SECRET } from "../support/api.ts";
import { closeAtTheEnd } from "../support/closing.ts";
import { cloneDatabase, environmentOf, type TestDatabase } from "../support/databases.ts";
import { killHard, processesOf } from "../support/processes.ts";
import { until } from "../support/worker.ts";

function environmentIn(database: TestDatabase): Record<string, string> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "tenor-child-"));
  closeAtTheEnd(async () => fs.rmSync(folder, { recursive: true, force: true }));
  return {
    PATH: process.env.PATH ?? "",
    ...environmentOf(database),
    JWT_SECRET: TEST_SECRET,
    SECRET_KEY: TEST_SECRET,
    TENOR_DATA_DIR: folder,
    LOG_LEVEL: "silent",
    PORT: "0",
  };
}

const pidIn = (env: Record<string, string>) => processesOf(env["TENOR_DATA_DIR"]!)[0]?.pid;

test("one that fails at its first start would fail again", async () => {
  const said: string[] = [];
  const env = { ...environmentIn(await cloneDatabase()), JWT_SECRET: "short" };
  const child = startChild("api", env, (line) => said.push(line));
  await expect(child.ready).rejects.toThrow("The api has ended (1).");
  expect(await child.ended).toBe("The api has ended (1).");
  expect(said).toEqual([]);
});

test("one that fell has its address again; asked to stop, it is not helped up", async () => {
  const env = environmentIn(await cloneDatabase());
  const child = startChild("api", env, () => {});
  const url = (await child.ready)!;
  const isThere = async () => (await fetch(`${url}/healthz`).catch(() => undefined))?.ok;
  const before = pidIn(env)!;
  killHard(before);
  await until(async () => ![undefined, before].includes(pidIn(env)) && (await isThere()), 30_000);
  killHard(pidIn(env)!);
  await child.stop();
  expect(pidIn(env)).toBeUndefined();
  expect(await isThere()).toBeUndefined();
}, 60_000);

test("one that cannot stand any more is given up after a while", async () => {
  const database = await cloneDatabase();
  const env = environmentIn(database);
  const said: string[] = [];
  const child = startChild("worker", env, (line) => said.push(line), { patienceMs: 5_000 });
  await child.ready;
  // It stays away, so that nobody who starts finds it.
  await withClient(withDatabase(database.rootUrl, "postgres"), (root) =>
    root.query(`alter database ${database.name} allow_connections false`),
  );
  killHard(pidIn(env)!);
  expect(await child.ended).toBe("The worker has ended (1).");
  expect(said.length).toBeGreaterThan(1);
  await withClient(withDatabase(database.rootUrl, "postgres"), (root) =>
    root.query(`alter database ${database.name} allow_connections true`),
  );
}, 60_000);
