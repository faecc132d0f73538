// Whatever falls under `npm start` stands again, at the same address; it leaves when it is asked to.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { httpClient, type Http } from "../support/http.ts";
import { startPlatform, type Platform } from "../support/npm_start.ts";
import { killHard, postmasterOf, processesOf } from "../support/processes.ts";
import { until } from "../support/worker.ts";

const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "tenor-survives-"));
let platform: Platform;
let api: Http;

beforeEach(async () => {
  platform = await startPlatform(dataDir);
  api = httpClient(platform.url, platform.token);
}, 100_000);
afterEach(() => platform.stop());
afterAll(() => fs.rmSync(dataDir, { recursive: true, force: true }));

/** Stacks that were printed, each with the lines before it. */
function stacks(): string[] {
  const lines = platform.said().split("\n");
  return lines.flatMap((line, n) =>
    /^\s+at .*\.(ts|js):\d+/.test(line) ? [lines.slice(Math.max(0, n - 3), n + 1).join("\n")] : [],
  );
}
const PATIENCE_MS = 60_000;

/** The API answers, and what it queues is done by the worker. */
async function isServing(): Promise<boolean> {
  const ready = await api.get("/readyz").catch(() => undefined);
  if (ready?.status !== 200) return false;
  const [invoice] = (await api.get("/api/invoices?limit=1")).body.data;
  const queued = await api.post(`/api/invoices/${invoice.id}/pdf`);
  const job = await until(async () => {
    const { body } = await api.get(`/api/jobs/${queued.body.id}`);
    return body.status === "completed" && body;
  }, PATIENCE_MS);
  return Boolean(job);
}

const pidOf = (name: "api" | "worker") =>
  processesOf(dataDir).find(({ command }) => command.includes(`/server/cli/${name}.ts`))?.pid;

async function fellAndStands(name: "api" | "worker"): Promise<void> {
  const before = pidOf(name)!;
  killHard(before);
  await until(async () => ![undefined, before].includes(pidOf(name)), PATIENCE_MS);
}

async function postgresFellAndStands(): Promise<void> {
  const before = postmasterOf(dataDir);
  killHard(before);
  await until(async () => ![0, before].includes(postmasterOf(dataDir)), PATIENCE_MS);
}

/** What callers are told while the work is done: they never stop asking. */
async function answersDuring(work: () => Promise<void>): Promise<Set<number>> {
  const told = new Set<number>();
  let isDone = false;
  const callers = Array.from({ length: 8 }, async () => {
    while (!isDone) {
      told.add((await api.get("/api/invoices")).status);
      told.add((await api.graphql("{ invoices(first: 1) { nodes { id } } }")).status);
    }
  });
  await work();
  isDone = true;
  await Promise.all(callers);
  return told;
}

test("all of it stands again at its address, and leaves when it is asked to", async () => {
  const before = (await api.get("/api/invoices")).body;
  await fellAndStands("api");
  expect(await until(isServing, PATIENCE_MS)).toBe(true);
  await fellAndStands("worker");
  expect(await until(isServing, PATIENCE_MS)).toBe(true);
  const told = await answersDuring(async () => {
    await postgresFellAndStands();
    // Again, while the others are still finding their feet.
    await postgresFellAndStands();
    expect(await until(isServing, PATIENCE_MS)).toBe(true);
  });
  expect(told).toEqual(new Set([200, 503]));
  expect((await api.get("/api/invoices")).body).toEqual(before);
  expect(platform.said()).toContain("Postgres has ended. Starting it again.");
  expect(stacks()).toEqual([]);

  // Asked to leave while Postgres is away.
  killHard(postmasterOf(dataDir));
  const since = Date.now();
  await platform.stop();
  expect(processesOf(dataDir)).toEqual([]);
  expect(Date.now() - since).toBeLessThan(30_000);
  expect(stacks()).toEqual([]);
}, 240_000);
