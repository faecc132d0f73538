// What a newcomer does: `npm start` on an empty data directory, a question, a stop, another start.
import fs from "node:fs";
import net, { type AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, expect, test } from "vitest";
import { httpClient } from "../support/http.ts";
import { startPlatform, type Platform } from "../support/npm_start.ts";
import { processesOf } from "../support/processes.ts";

const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "tenor-start-"));
let running: Platform | undefined;

afterEach(async () => {
  await running?.stop();
  running = undefined;
});
afterAll(() => {
  for (const folder of [dataDir, `${dataDir}-audit-heads`]) {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});

// Which logins to the database a process was told of.
const loginsOf = (script: string) => {
  const { pid } = processesOf(dataDir).find(({ command }) => command.includes(script))!;
  const environment = fs.readFileSync(`/proc/${pid}/environ`, "utf8");
  return [...environment.matchAll(/postgres:\/\/(\w+):/g)].map(([, login]) => login);
};

function expectOnlyWhatEachNeeds(): void {
  const others = (file: string) => fs.statSync(file).mode & 0o007;
  expect(others(dataDir)).toBe(0);
  for (const file of fs.readdirSync(path.join(dataDir, "secrets"))) {
    expect(fs.statSync(path.join(dataDir, "secrets", file)).mode & 0o777).toBe(0o600);
  }
  expect(fs.statSync(path.join(dataDir, "postgres")).mode & 0o777).toBe(0o700);
  if (!fs.existsSync("/proc/self/environ")) return;
  expect(loginsOf("cli/api.ts")).toEqual(["tenor_gateway"]);
  expect(loginsOf("cli/worker.ts")).toEqual(["tenor_runner"]);
}

test("it is ready soon, its token works, it leaves nothing behind and finds all again", async () => {
  const first = (running = await startPlatform(dataDir));
  // Half of that on a machine that does nothing else.
  expect(first.seconds).toBeLessThan(60);
  const api = httpClient(first.url, first.token);
  expect((await api.get("/readyz")).status).toBe(200);
  expect((await httpClient(first.url).get("/api/accounts")).status).toBe(401);
  const before = await api.get("/api/accounts");
  expect(before.status).toBe(200);
  expect(before.body.data).not.toEqual([]);

  expectOnlyWhatEachNeeds();
  await first.stop();
  expect(processesOf(dataDir)).toEqual([]);

  const second = (running = await startPlatform(dataDir));
  // The key that signed the token was kept too.
  const after = await httpClient(second.url, first.token).get("/api/accounts");
  expect(after.body).toEqual(before.body);
}, 180_000);

// On the data directory of the test before, which is there by now.
test("where its port is taken it says so, ends with 1 and leaves nothing behind", async () => {
  const taken = net.createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const { port } = taken.address() as AddressInfo;
  try {
    const start = startPlatform(dataDir, { PORT: String(port) });
    const message = await start.then(String, (error: Error) => error.message);
    expect(message).toMatch(/^npm start has ended \(1\):\n/);
    expect(message).toContain(`Something listens on 127.0.0.1:${port} already: stop it, or set`);
    expect(message).not.toMatch(/^\s+at /m);
    expect(processesOf(dataDir)).toEqual([]);
  } finally {
    taken.close();
  }
}, 100_000);
