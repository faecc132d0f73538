// Brings a backup back as an embedded Postgres: the files of the copy, then what was written until
// the time asked for. The server comes up once to do so, and is stopped again.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { makeFolder } from "../files/make_folder.ts";
import { archiveIn, findCopy, prepareBackups } from "./backup.ts";
import { startEmbedded } from "./embedded.ts";
import { PostgresError } from "./postgres_error.ts";
import { closeDirectory, openTheWay, postgresUser, type RunAs } from "./run_as.ts";

export interface RestoreOptions {
  dataDir: string;
  backupDir: string;
  // The last moment that counts; without it, all that was archived does.
  at?: Date | undefined;
  say: (line: string) => void;
}

// However long it takes to do again what was written since the copy.
const PATIENCE_MS = 7 * 86_400_000;

export async function restoreBackup({
  dataDir,
  backupDir,
  at,
  say,
}: RestoreOptions): Promise<void> {
  const pgdata = path.join(dataDir, "postgres");
  if (fs.existsSync(pgdata)) {
    throw new PostgresError(
      `There is a database in ${dataDir}: move it away, or set TENOR_DATA_DIR to another directory.`,
    );
  }
  if (!fs.existsSync(path.join(dataDir, "secrets/owner"))) {
    throw new PostgresError(
      `There are no secrets in ${dataDir}: the folder \`secrets\` of the database that was ` +
        "backed up belongs there, with its passwords and keys.",
    );
  }
  const copy = findCopy(backupDir, at);
  say(`Restoring the backup ${copy}.`);
  const user = postgresUser();
  prepareBackups(backupDir, user, say);
  closeDirectory(dataDir, user);
  openTheWay(fs.realpathSync(dataDir), user, say);
  try {
    unpack(path.join(copy, "base.tar"), pgdata, user);
    await replay(dataDir, archiveIn(backupDir), at);
  } catch (error) {
    fs.rmSync(pgdata, { recursive: true, force: true });
    throw error;
  }
}

/** Does again what was written since the copy. */
async function replay(dataDir: string, archive: string, at: Date | undefined): Promise<void> {
  const settings = {
    restore_command: `cp "${archive.replaceAll("%", "%%")}/%f" "%p"`,
    recovery_target_action: "promote",
    ...(at === undefined ? {} : { recovery_target_time: at.toISOString().replace("Z", "+00") }),
    // Nobody comes in before it is whole.
    hot_standby: "off",
  };
  try {
    const server = await startEmbedded({ dataDir, settings, patienceMs: PATIENCE_MS });
    await server.stop();
  } catch (error) {
    const said = fs.readFileSync(path.join(dataDir, "postgres.log"), "utf8");
    if (!said.includes("recovery ended before configured recovery target was reached")) throw error;
    throw new PostgresError(
      `Nothing in ${archive} was written after ${at?.toISOString()}: name an earlier time, or ` +
        "none to restore all there is.",
      { cause: error },
    );
  }
}

function unpack(tar: string, pgdata: string, user: RunAs): void {
  makeFolder(pgdata, 0o700);
  const { uid, gid } = user;
  if (uid !== undefined && gid !== undefined) fs.chownSync(pgdata, uid, gid);
  // Read by us and written by the user of Postgres, who may not read the backup.
  const file = fs.openSync(tar, "r");
  const result = spawnSync("tar", ["-xf", "-"], {
    cwd: pgdata,
    stdio: [file, "ignore", "pipe"],
    encoding: "utf8",
    ...user,
  });
  fs.closeSync(file);
  if (result.status !== 0) {
    const reason = result.stderr?.trim() || String(result.error ?? "no reason given");
    throw new PostgresError(`${tar} could not be unpacked: ${reason}`);
  }
  fs.writeFileSync(path.join(pgdata, "recovery.signal"), "");
}
