// Processes of this machine, as seen from outside. Slim images have no ps.
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

const hasProc = fs.existsSync("/proc/self");

/** What nobody waited for is a zombie, and no longer alive. */
export function isAlive(pid: number): boolean {
  if (!hasProc) {
    const { stdout } = spawnSync("ps", ["-o", "state=", "-p", String(pid)], { encoding: "utf8" });
    return stdout.trim() !== "" && !stdout.trim().startsWith("Z");
  }
  const state = /^State:\s+(\w)/m.exec(read(`/proc/${pid}/status`))?.[1];
  return state !== undefined && state !== "Z";
}

/** The processes whose command line holds a text. */
export function processesOf(text: string): { pid: number; command: string }[] {
  return commandLines().filter(({ command }) => command.includes(text));
}

/** The server, the parent of all sessions, of an embedded Postgres. */
export function postmasterOf(dataDir: string): number {
  return Number(read(path.join(dataDir, "postgres/postmaster.pid")).split("\n")[0]);
}

export function killHard(pid: number): void {
  // Zero and below are whole groups of processes, ours among them.
  if (!(pid > 0)) throw new Error(`No process has the number ${pid}.`);
  process.kill(pid, "SIGKILL");
}

function commandLines(): { pid: number; command: string }[] {
  if (!hasProc) {
    const lines = execFileSync("ps", ["-eo", "pid,args"], { encoding: "utf8" }).split("\n");
    return lines.map((line) => {
      const [, pid, command = ""] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
      return { pid: Number(pid), command };
    });
  }
  return fs
    .readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => ({
      pid: Number(pid),
      command: read(`/proc/${pid}/cmdline`).replaceAll("\0", " "),
    }));
}

function read(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
