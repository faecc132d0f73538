// Backups of a whole Postgres: copies of its files that it sends itself while it serves
// (BASE_BACKUP), and, of an embedded server, the log of what was written since. With both, any point
// in time after a copy can be restored.
import fs from "node:fs";
import path from "node:path";
import { finished } from "node:stream/promises";
import type { ClientConfig } from "pg";
import { z } from "zod";
import { makeFolder } from "../files/make_folder.ts";
import { withClient } from "./connection.ts";
import { PostgresError } from "./postgres_error.ts";
import { closeDirectory, openTheWay, type RunAs } from "./run_as.ts";

// A folder a copy, named for the second by which it was whole.
const NAME = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/;
const nameOf = (at: Date) => `${at.toISOString().slice(0, 19).replaceAll(":", "-")}Z`;
const copiesIn = (backupDir: string) => path.join(backupDir, "base");
export const archiveIn = (backupDir: string): string => path.join(backupDir, "wal");

/** Makes the folders, and lets the user of Postgres write what it archives. */
export function prepareBackups(backupDir: string, user: RunAs, say: (line: string) => void): void {
  const archive = archiveIn(backupDir);
  makeFolder(backupDir, 0o700);
  closeDirectory(backupDir, user);
  makeFolder(copiesIn(backupDir), 0o700);
  makeFolder(archive, 0o700);
  openTheWay(fs.realpathSync(archive), user, say);
  const { uid, gid } = user;
  if (uid === undefined || gid === undefined) return;
  // What was brought from another machine belongs to a number of that one.
  fs.chownSync(archive, uid, gid);
  for (const name of fs.readdirSync(archive)) fs.chownSync(path.join(archive, name), uid, gid);
}

/** What makes a server archive its log: a full segment at once, one that is not within five minutes. */
export function archiving(backupDir: string): Record<string, string> {
  return {
    archive_mode: "on",
    archive_library: "basic_archive",
    "basic_archive.archive_directory": archiveIn(backupDir),
    archive_timeout: "300",
  };
}

// Its words are capitals alone.
const COPY = `BASE_BACKUP (LABEL 'tenor', CHECKPOINT 'fast', WAL true, WAIT false, MANIFEST 'yes')`;

/** Takes a copy by a superuser's address, whose server may be anywhere; answers with its folder. */
export async function takeCopy(url: string, backupDir: string): Promise<string> {
  const folder = copiesIn(backupDir);
  const draft = path.join(folder, `new.${process.pid}`);
  makeFolder(draft, 0o700);
  try {
    // Of a database, since a server that admits a login to that may not admit it to all.
    const options = { replication: "database" } as ClientConfig;
    const whole = await withClient(
      url,
      async (client) => {
        const received = receive((client as unknown as { connection: Sender }).connection, draft);
        await client.query(COPY);
        await received.close();
        const { rows } = await client.query<{ at: Date }>(
          "select date_trunc('second', clock_timestamp()) + interval '1 second' as at",
        );
        return rows[0]!.at;
      },
      options,
    );
    const kept = path.join(folder, nameOf(whole));
    fs.renameSync(draft, kept);
    return kept;
  } catch (error) {
    fs.rmSync(draft, { recursive: true, force: true });
    throw error;
  }
}

// How pg tells what it reads of a copy.
interface Sender {
  stream: import("node:net").Socket;
  on(event: "copyData", hear: (message: { chunk: Buffer }) => void): void;
}

// One file after the other: `n` begins an archive and names it, `m` the list of what is in them, `d`
// goes on; `p` tells how far it is.
function receive(sender: Sender, folder: string): { close(): Promise<void> } {
  const files: fs.WriteStream[] = [];
  const written: Promise<void>[] = [];
  const open = (name: string) => {
    files.at(-1)?.end();
    const file = fs.createWriteStream(path.join(folder, path.basename(name)), {
      mode: 0o600,
      flush: true,
    });
    // A file that is ended before it is written drains no more.
    for (const event of ["drain", "close"]) file.on(event, () => sender.stream.resume());
    file.on("error", (error) => sender.stream.destroy(error));
    files.push(file);
    written.push(finished(file));
    written.at(-1)!.catch(() => {});
  };
  sender.on("copyData", ({ chunk }) => {
    const [kind, content] = [chunk.toString("latin1", 0, 1), chunk.subarray(1)];
    if (kind === "n") open(content.toString("utf8").split("\0", 1)[0]!);
    else if (kind === "m") open("backup_manifest");
    else if (kind === "d" && !files.at(-1)!.write(Buffer.from(content))) sender.stream.pause();
  });
  return {
    async close() {
      files.at(-1)?.end();
      await Promise.all(written);
    },
  };
}

/** The newest copy that was whole by then. */
export function findCopy(backupDir: string, at: Date | undefined): string {
  const copies = listCopies(backupDir);
  const latest = copies.findLast((it) => at === undefined || it <= nameOf(at));
  if (latest !== undefined) return path.join(copiesIn(backupDir), latest);
  const first = copies[0];
  throw new PostgresError(
    first === undefined
      ? `There is no backup in ${backupDir}.`
      : `The first backup in ${backupDir} is of ${first}: there is no way to a time before it.`,
  );
}

function listCopies(backupDir: string): string[] {
  const folder = copiesIn(backupDir);
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .filter((name) => NAME.test(name))
    .sort();
}

/** Removes all but the newest copies, and of the archive what none of these needs. */
export function forgetCopies(backupDir: string, keep: number): string[] {
  const copies = listCopies(backupDir);
  const old = copies.slice(0, -keep);
  for (const name of old) fs.rmSync(path.join(copiesIn(backupDir), name), { recursive: true });
  const first = copies[old.length];
  if (first === undefined || old.length === 0) return old;
  const needed = firstSegment(path.join(copiesIn(backupDir), first));
  const archive = archiveIn(backupDir);
  if (!fs.existsSync(archive)) return old;
  for (const name of fs.readdirSync(archive)) {
    // Whichever line of time it is on; those lines are told in files that stay.
    if (/^[0-9A-F]{24}/.test(name) && name.slice(8, 24) < needed) {
      fs.rmSync(path.join(archive, name));
    }
  }
  return old;
}

const SEGMENT_BYTES = 16n * 1024n * 1024n;
const Manifest = z.object({ "WAL-Ranges": z.array(z.object({ "Start-LSN": z.string() })).min(1) });

/** The part of a segment's name that tells its place, where a copy begins. */
function firstSegment(copy: string): string {
  const text = fs.readFileSync(path.join(copy, "backup_manifest"), "utf8");
  const [range] = Manifest.parse(JSON.parse(text))["WAL-Ranges"];
  const [high = "", low = ""] = range!["Start-LSN"].split("/");
  const hex = (part: bigint) => part.toString(16).toUpperCase().padStart(8, "0");
  return hex(BigInt(`0x${high}`)) + hex(BigInt(`0x${low}`) / SEGMENT_BYTES);
}
