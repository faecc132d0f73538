// A process of `npm start`. In a session of its own, so that a Ctrl-C reaches the parent alone and
// the order of leaving is the parent's; it notices a parent that was killed by the closed channel.
import { fork, type ChildProcess } from "node:child_process";
import path from "node:path";
import { z } from "zod";
import { CommandError } from "./run.ts";

const Ready = z.object({ ready: z.literal(true), url: z.string().optional() });

export interface Child {
  // The address once it is ready; fails when it ends before.
  ready: Promise<string | undefined>;
  // Settles when the process has ended and will not be started again.
  ended: Promise<string>;
  stop(): Promise<void>;
  kill(): void;
}

export function startChild(
  name: "api" | "worker",
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Child {
  const script = path.join(import.meta.dirname, `${name}.ts`);
  let child: ChildProcess;
  let isStopping = false;
  const ready = Promise.withResolvers<string | undefined>();
  const ended = Promise.withResolvers<string>();

  const launch = () => {
    let wasReady = false;
    child = fork(script, [], { env, detached: true, execPath: process.execPath });
    child.on("message", (message) => {
      const told = Ready.safeParse(message);
      if (!told.success) return;
      wasReady = true;
      ready.resolve(told.data.url);
    });
    child.on("exit", (code, signal) => {
      const reason = `The ${name} has ended (${signal ?? code}).`;
      // What fails at its start would fail again; what falls while it works is helped up.
      if (isStopping || !wasReady) {
        ready.reject(new CommandError(reason));
        ended.resolve(reason);
      } else {
        say(`${reason} Starting it again.`);
        launch();
      }
    });
  };
  ready.promise.catch(() => {});
  launch();

  return {
    ready: ready.promise,
    ended: ended.promise,
    stop: async () => {
      isStopping = true;
      child.kill("SIGTERM");
      await ended.promise;
    },
    kill: () => {
      isStopping = true;
      child.kill("SIGKILL");
    },
  };
}
