// `npm start` as a person runs it, on a data directory of its own.
import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { ROOT } from "../../server/postgres/definitions.ts";
import { processesOf } from "./processes.ts";

const OURS = /^([A-Z]*_?DATABASE_URL|JWT_|SECRET_KEY|HOST|LOG_LEVEL|VITEST)/;
const clean = Object.entries(process.env).filter(([name]) => !OURS.test(name));

export interface Platform {
  url: string;
  token: string;
  seconds: number;
  /** All that it has printed. */
  said(): string;
  /** As a terminal does it. */
  signal(name: "SIGTERM" | "SIGINT"): void;
  ended: Promise<number | null>;
  /** Ends it, and waits for whatever it had started. */
  stop(): Promise<void>;
}

export async function startPlatform(
  dataDir: string,
  env: Record<string, string> = {},
): Promise<Platform> {
  const since = Date.now();
  // A group of its own, to be signalled as a terminal does it.
  const npm = spawn("npm", ["start"], {
    cwd: ROOT,
    detached: true,
    env: {
      ...Object.fromEntries(clean),
      PORT: "0",
      TENOR_DATA_DIR: dataDir,
      LOG_LEVEL: "warn",
      ...env,
    },
  });
  let said = "";
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.on("data", (piece) => {
      said += String(piece);
    });
  }
  const ended = new Promise<number | null>((resolve) => npm.once("exit", resolve));
  const signal: Platform["signal"] = (name) => {
    if (npm.pid && npm.exitCode === null) process.kill(-npm.pid, name);
  };
  const stop = async () => {
    signal("SIGTERM");
    await ended;
    for (let i = 0; i < 300 && processesOf(dataDir).length > 0; i++) await sleep(100);
  };
  while (!said.includes("Ctrl-C stops everything.")) {
    if (npm.exitCode !== null) throw new Error(`npm start has ended (${npm.exitCode}):\n${said}`);
    if (Date.now() - since > 90_000) {
      await stop();
      throw new Error(`npm start is not ready:\n${said}`);
    }
    await sleep(100);
  }
  return {
    url: /REST\s+(http:\/\/\S+)\/api\s/.exec(said)?.[1] ?? "",
    token: /^\s+(eyJ\S+)$/m.exec(said)?.[1] ?? "",
    seconds: (Date.now() - since) / 1000,
    said: () => said,
    signal,
    ended,
    stop,
  };
}
