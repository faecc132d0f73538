// What a newcomer does: `npm start` on an empty data directory, a question, a stop, another start.
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, expect, test } from "vitest";
import { ROOT } from "../../server/postgres/definitions.ts";
import { httpClient } from "../support/http.ts";

const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "tenor-start-"));
const OURS = /^(DATABASE_URL|GATEWAY_DATABASE_URL|READ_DATABASE_URL|JWT_|HOST|LOG_LEVEL|VITEST)/;
const clean = Object.entries(process.env).filter(([name]) => !OURS.test(name));

interface Platform {
  process: ChildProcess;
  url: string;
  token: string;
  seconds: number;
}

let running: Platform | undefined;

async function start(): Promise<Platform> {
  const since = Date.now();
  // A group of its own, to be signalled as a terminal does it.
  const npm = spawn("npm", ["start"], {
    cwd: ROOT,
    detached: true,
    env: { ...Object.fromEntries(clean), PORT: "0", TENOR_DATA_DIR: dataDir, LOG_LEVEL: "warn" },
  });
  let said = "";
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.on("data", (piece) => {
      said += String(piece);
    });
  }
  while (!said.includes("Ctrl-C stops everything.")) {
    if (npm.exitCode !== null) throw new Error(`npm start has ended:\n${said}`);
    if (Date.now() - since > 90_000) throw new Error(`npm start is not ready:\n${said}`);
    await sleep(100);
  }
  const url = /REST\s+(http:\/\/\S+)\/api\s/.exec(said)?.[1] ?? "";
  const token = /^\s+(eyJ\S+)$/m.exec(said)?.[1] ?? "";
  running = { process: npm, url, token, seconds: (Date.now() - since) / 1000 };
  return running;
}

async function stop({ process: npm }: Platform): Promise<void> {
  const ended = new Promise((resolve) => npm.once("exit", resolve));
  if (npm.pid) process.kill(-npm.pid, "SIGTERM");
  await ended;
  for (let i = 0; i < 300 && leftBehind().length > 0; i++) await sleep(100);
  running = undefined;
}

function leftBehind(): string[] {
  return commandLines().filter((line) => line.includes(dataDir));
}

// Slim images have no ps.
function commandLines(): string[] {
  if (!fs.existsSync("/proc/self")) {
    return execFileSync("ps", ["-eo", "args"], { encoding: "utf8" }).split("\n");
  }
  const pids = fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.map((pid) => {
    try {
      return fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    } catch {
      return "";
    }
  });
}

afterEach(async () => {
  if (running) await stop(running);
});
afterAll(() => fs.rmSync(dataDir, { recursive: true, force: true }));

test("it is ready soon, its token works, it leaves nothing behind and finds all again", async () => {
  const first = await start();
  // Half of that on a machine that does nothing else.
  expect(first.seconds).toBeLessThan(60);
  const api = httpClient(first.url, first.token);
  expect((await api.get("/readyz")).status).toBe(200);
  expect((await httpClient(first.url).get("/api/accounts")).status).toBe(401);
  const before = await api.get("/api/accounts");
  expect(before.status).toBe(200);
  expect(before.body.data).not.toEqual([]);

  await stop(first);
  expect(leftBehind()).toEqual([]);

  const second = await start();
  // The key that signed the token was kept too.
  const after = await httpClient(second.url, first.token).get("/api/accounts");
  expect(after.body).toEqual(before.body);
}, 180_000);
