// Postgres refuses to run as root, so root starts it as the user `postgres`. That user must be able
// to pass through every directory above the binaries and the data.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { PostgresError } from "./postgres_error.ts";

export interface RunAs {
  uid?: number;
  gid?: number;
}

const USER = "postgres";

export function postgresUser(): RunAs {
  if (process.getuid?.() !== 0) return {};
  if (!exists()) create();
  return { uid: idOf("-u"), gid: idOf("-g") };
}

// What lies in a data directory is its owner's alone; where Postgres runs as another user, that one
// passes through and lists nothing.
export function closeDirectory(directory: string, user: RunAs): void {
  if (user.gid === undefined) return fs.chmodSync(directory, 0o700);
  fs.chownSync(directory, 0, user.gid);
  fs.chmodSync(directory, 0o710);
}

// Opens the way for the user of Postgres, no wider than needed, and says what it changed.
export function openTheWay(target: string, user: RunAs, say: (line: string) => void): void {
  if (user.uid === undefined || user.gid === undefined) return;
  for (const directory of ancestors(target)) {
    const stat = fs.statSync(directory);
    if (mayPass(stat, user)) continue;
    // A root-only directory, such as /root or one by mktemp: its group has no rights to lose.
    if (stat.uid !== 0 || (stat.mode & 0o070) !== 0) {
      throw new PostgresError(
        `Postgres runs as the user "${USER}", which may not pass through ${directory}: ` +
          `run \`chmod o+x ${directory}\`, or start as the user who owns it.`,
      );
    }
    fs.chownSync(directory, 0, user.gid);
    fs.chmodSync(directory, (stat.mode & 0o7777) | 0o010);
    say(`Postgres runs as the user "${USER}": gave it the way through ${directory}.`);
  }
}

function mayPass(stat: fs.Stats, user: RunAs): boolean {
  if (stat.uid === user.uid) return (stat.mode & 0o100) !== 0;
  if (stat.gid === user.gid) return (stat.mode & 0o010) !== 0;
  return (stat.mode & 0o001) !== 0;
}

function ancestors(target: string): string[] {
  const above = path.dirname(target);
  return above === target ? [target] : [...ancestors(above), target];
}

function exists(): boolean {
  try {
    idOf("-u");
    return true;
  } catch {
    return false;
  }
}

function idOf(flag: "-u" | "-g"): number {
  return Number(execFileSync("id", [flag, USER], { encoding: "utf8", stdio: "pipe" }));
}

function create(): void {
  try {
    execFileSync("useradd", ["--system", "--user-group", "--no-create-home", USER], {
      stdio: "pipe",
    });
  } catch (cause) {
    // Of two starts at once the other one may have made it.
    if (exists()) return;
    throw new PostgresError(
      `Postgres does not run as root and the user "${USER}" could not be made: ` +
        "make it by hand, or start as another user.",
      { cause },
    );
  }
}
