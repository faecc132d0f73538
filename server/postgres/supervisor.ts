// Holds the embedded Postgres. It runs in a session of its own, so a Ctrl-C in the terminal reaches
// the parent and not the database; and its standard input is a pipe from the parent, which the
// kernel closes however the parent ends, kill -9 included. Then Postgres is stopped.
import { spawn } from "node:child_process";
import { z } from "zod";

const Order = z.object({
  command: z.string(),
  args: z.array(z.string()),
  uid: z.number().optional(),
  gid: z.number().optional(),
});

const PATIENCE_MS = 20_000;

const { command, args, uid, gid } = Order.parse(JSON.parse(process.argv[2] ?? ""));
const postgres = spawn(command, args, {
  stdio: ["ignore", "inherit", "inherit"],
  ...(uid === undefined ? {} : { uid }),
  ...(gid === undefined ? {} : { gid }),
});

let isStopping = false;
function stop(): void {
  if (isStopping) return;
  isStopping = true;
  // SIGINT is the fast shutdown: sessions are ended, everything is written. SIGQUIT leaves the rest
  // to recovery at the next start.
  postgres.kill("SIGINT");
  setTimeout(() => postgres.kill("SIGQUIT"), PATIENCE_MS).unref();
}

postgres.on("error", () => process.exit(127));
postgres.on("exit", (code) => process.exit(code ?? 1));
process.stdin.on("end", stop).on("error", stop).resume();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
