// A process of `npm start`. In a session of its own, so that a Ctrl-C reaches the parent alone and
// the order of leaving is the parent's; it notices a parent that was killed by the closed channel.
import { fork, type ChildProcess } from "node:child_process";
import path from "node:path";
import { z } from "zod";
import { CommandError } from "./run.ts";

const Ready = z.object({ ready: z.literal(true), url: z.string().optional() });

// One that was ready is helped up as long as it takes a database to come back; the waits double.
const PATIENCE_MS = 120_000;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 8_000;
// Ready for so long, it has recovered.
const STEADY_MS = 10_000;

export interface Child {
  // The address once it is ready; fails when it ends before.
  ready: Promise<string | undefined>;
  // Settles when the process has ended and will not be started again.
  ended: Promise<string>;
  stop(): Promise<void>;
  kill(): void;
}

export interface ChildOptions {
  patienceMs?: number;
}

export function startChild(
  name: "api" | "worker",
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
  { patienceMs = PATIENCE_MS }: ChildOptions = {},
): Child {
  const script = path.join(import.meta.dirname, `${name}.ts`);
  const ready = Promise.withResolvers<string | undefined>();
  const ended = Promise.withResolvers<string>();
  let child: ChildProcess | undefined;
  let again: NodeJS.Timeout | undefined;
  let port = env.PORT;
  let isStopping = false;
  let wasReady = false;
  let fellAt = 0;
  let wait = FIRST_WAIT_MS;

  const end = (reason: string) => {
    ready.reject(new CommandError(reason));
    ended.resolve(reason);
  };

  const launch = () => {
    let readyAt: number | undefined;
    // The folder is there for whoever lists processes.
    child = fork(script, [env.TENOR_DATA_DIR ?? ""], {
      env: { ...env, ...(port === undefined ? {} : { PORT: port }) },
      detached: true,
      execPath: process.execPath,
    });
    child.on("message", (message) => {
      const told = Ready.safeParse(message);
      if (!told.success) return;
      readyAt = Date.now();
      wasReady = true;
      // Whoever has the address finds it there again.
      if (told.data.url !== undefined) port = new URL(told.data.url).port;
      ready.resolve(told.data.url);
    });
    child.on("exit", (code, signal) => {
      child = undefined;
      const reason = `The ${name} has ended (${signal ?? code}).`;
      const now = Date.now();
      if (fellAt === 0 || (readyAt !== undefined && now - readyAt > STEADY_MS)) {
        fellAt = now;
        wait = FIRST_WAIT_MS;
      }
      // What fails at its first start would fail again; what fell while it worked is helped up.
      if (isStopping || !wasReady || now - fellAt > patienceMs) {
        end(reason);
        return;
      }
      say(`${reason} Starting it again.`);
      again = setTimeout(launch, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    });
  };
  ready.promise.catch(() => {});
  launch();

  const leave = (signal: "SIGTERM" | "SIGKILL") => {
    isStopping = true;
    clearTimeout(again);
    if (child) child.kill(signal);
    else end(`The ${name} has ended.`);
  };
  return {
    ready: ready.promise,
    ended: ended.promise,
    stop: async () => {
      leave("SIGTERM");
      await ended.promise;
    },
    kill: () => leave("SIGKILL"),
  };
}
