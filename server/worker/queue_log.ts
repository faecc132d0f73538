// The queue's own words in our log. Failures are logged where they happen, without what tasks say.
import { Logger, type LogLevel } from "graphile-worker";
import type { Logger as Pino } from "pino";

const levels: Record<string, "error" | "warn" | "debug"> = {
  error: "error",
  warning: "warn",
  info: "debug",
  debug: "debug",
};

export function queueLog(log: Pino): Logger {
  // Beside the line that it logs it prints a stack, when a worker ends by an error.
  console.trace = () => {};
  return new Logger(() => (level: LogLevel, message: string, meta) => {
    if (meta?.["failure"]) return;
    log[levels[level] ?? "debug"](message.split("\n", 1)[0]);
  });
}
