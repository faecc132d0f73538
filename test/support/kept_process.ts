// A process that somebody always starts again, as whoever runs us in production does.
import { fork, type ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

export interface KeptProcess {
  pid(): number | undefined;
  kill(): void;
  stop(): Promise<void>;
  /** What it has written to its standard error, over all its lives. */
  complaints(): string;
  lives(): number;
}

const PAUSE_MS = 150;

export function keepProcess(
  script: string,
  args: string[],
  env: Record<string, string>,
): KeptProcess {
  let child: ChildProcess | undefined;
  let isStopping = false;
  let complaints = "";
  let lives = 0;

  const live = async (): Promise<void> => {
    while (!isStopping) {
      lives += 1;
      child = fork(script, args, {
        silent: true,
        execArgv: [],
        env: { PATH: process.env.PATH, GRAPHILE_ENV: "production", ...env },
      });
      child.stdout?.resume();
      child.stderr?.on("data", (piece) => (complaints += String(piece)));
      await new Promise((resolve) => child?.once("exit", resolve));
      child = undefined;
      if (!isStopping) await sleep(PAUSE_MS);
    }
  };
  const life = live();
  return {
    pid: () => child?.pid,
    kill: () => void child?.kill("SIGKILL"),
    complaints: () => complaints,
    lives: () => lives,
    stop: async () => {
      isStopping = true;
      child?.kill("SIGKILL");
      await life;
    },
  };
}
