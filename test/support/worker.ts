// A real worker on the database of this test file.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { loadConfig, type Config } from "../../server/config.ts";
import { startWorker, type Worker, type WorkerOptions } from "../../server/worker/main.ts";
import { closeAtTheEnd } from "./closing.ts";
import { environmentOf, fileDatabase } from "./databases.ts";

export async function workerConfig(env: Record<string, string> = {}): Promise<Config> {
  const database = await fileDatabase();
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "tenor-worker-"));
  closeAtTheEnd(async () => fs.rmSync(dataDir, { recursive: true, force: true }));
  return loadConfig({
    ...environmentOf(database),
    JWT_SECRET: "a key for tests only, of more than 32 characters",
    SECRET_KEY: "a key for tests only, of more than 32 characters",
    TENOR_DATA_DIR: dataDir,
    AUDIT_HEADS_DIR: path.join(dataDir, "audit-heads"),
    LOG_LEVEL: "silent",
    ...env,
  });
}

export async function startTestWorker(
  options: WorkerOptions = {},
  env: Record<string, string> = {},
): Promise<Worker & { config: Config }> {
  const config = await workerConfig(env);
  const worker = await startWorker(config, { cron: false, patienceMs: 5_000, ...options });
  closeAtTheEnd(worker.close);
  return { ...worker, config };
}

// For tests whose jobs no other worker of the file may take.
export async function withWorker<T>(
  options: WorkerOptions,
  work: (config: Config) => Promise<T>,
  env: Record<string, string> = {},
): Promise<T> {
  const { config, close } = await startTestWorker(options, env);
  try {
    return await work(config);
  } finally {
    await close();
  }
}

// Task files of the test's own: name -> body of a module that sees `defineTask` and `z`.
export function taskFolder(files: Record<string, string>): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "tenor-tasks-"));
  closeAtTheEnd(async () => fs.rmSync(folder, { recursive: true, force: true }));
  const zod = import.meta.resolve("zod");
  const defineTask = new URL("../../server/worker/define_task.ts", import.meta.url).href;
  for (const [name, body] of Object.entries(files)) {
    const file = path.join(folder, `${name}.ts`);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(
      file,
      `import { z } from ${JSON.stringify(zod)};
import { defineTask, GiveUp } from ${JSON.stringify(defineTask)};
void [z, GiveUp];
${body}
`,
    );
  }
  return folder;
}

const SOON_MS = 15_000;

// What is asked of somebody who was just killed may never be answered: then it is asked again.
export async function soon<T>(asked: Promise<T> | T): Promise<T | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), SOON_MS);
  const answer = Promise.resolve(asked);
  answer.catch(() => {}); // Heard below, or too late.
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

export async function until<T>(
  ask: () => Promise<T | undefined | false>,
  patienceMs = 15_000,
): Promise<T> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const answer = await soon(ask());
    if (answer) return answer;
    if (Date.now() > end) throw new Error("It did not happen in time.");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
