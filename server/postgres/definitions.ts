// The two ways to the same schema: db/index.sql as it stands, and the migrations that led there.
import fs from "node:fs/promises";
import path from "node:path";
import { compile, Logger } from "graphile-migrate";
import { getSettings } from "graphile-migrate/dist/commands/_common.js";
import { calculateHash } from "graphile-migrate/dist/hash.js";
import type { Settings } from "graphile-migrate/dist/settings.js";
import { runMigrations } from "graphile-worker";
import { DatabaseError, type Client } from "pg";
import { withClient } from "./connection.ts";
import { PostgresError } from "./postgres_error.ts";

export const ROOT = path.resolve(import.meta.dirname, "../..");
const DEFINITIONS = "--!include index.sql\n";
// The steps of graphile-migrate are its own affair; what failed, and where, is everybody's.
const logger = new Logger(() => (level, message) => {
  if (level === "error") console.error(message);
});

// What graphile-migrate needs to know: .gmrc, and where the database is.
export async function migrateSettings(url: string, more: Settings = {}): Promise<Settings> {
  const kept = (await getSettings({ configFile: path.join(ROOT, ".gmrc") })) as Settings;
  return {
    ...kept,
    connectionString: url,
    migrationsFolder: path.join(ROOT, "migrations"),
    logger,
    ...more,
  };
}

// db/index.sql with every include in its place.
export async function compileDefinitions(source: string = DEFINITIONS): Promise<string> {
  return await compile(await migrateSettings("postgres://nobody@localhost/none"), source);
}

// What the definitions stand on and do not own.
export async function prepareDatabase(url: string): Promise<void> {
  await prepareRoles(url);
  await prepareQueue(url);
}

// Roles and extensions, by the administrator.
export async function prepareRoles(url: string): Promise<void> {
  await runFile(url, "db/roles.sql");
}

export const AS_OWNER = "-c role=tenor_owner -c lock_timeout=10s -c client_min_messages=warning";

// The queue and who may touch it, by whoever may become the owner.
export async function prepareQueue(url: string): Promise<void> {
  const asOwner = new URL(url);
  asOwner.searchParams.set("options", AS_OWNER);
  await runMigrations({ connectionString: asOwner.href });
  await runFile(asOwner.href, "db/queue.sql");
}

async function runFile(url: string, name: string): Promise<void> {
  const script = await fs.readFile(path.join(ROOT, name), "utf8");
  await withClient(url, async (client) => {
    await client.query("set client_min_messages to warning");
    await runScript(client, script, name);
  });
}

export async function applyDefinitions(url: string): Promise<void> {
  const definitions = await compileDefinitions();
  const { pgSettings = {} } = await migrateSettings(url);
  await withClient(url, async (client) => {
    for (const [name, value] of Object.entries(pgSettings)) {
      await client.query("select set_config($1, $2, false)", [name, String(value)]);
    }
    await runScript(client, definitions, "db/index.sql");
  });
}

// The text of a committed migration that holds all definitions. Depends on db/ alone.
export async function squashedMigration(message: string): Promise<string> {
  const body = (await compileDefinitions()).trim();
  const hash = calculateHash(body, null);
  return `--! Previous: -\n--! Hash: ${hash}\n--! Message: ${message}\n\n${body}\n`;
}

// File by file in one transaction, so that an error without a position still names its file.
async function runScript(client: Client, script: string, name: string): Promise<void> {
  await client.query("begin");
  for (const piece of piecesOf(script, name)) {
    try {
      await client.query(piece.sql);
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      throw sentenceOf(error, piece);
    }
  }
  await client.query("commit");
}

interface Piece {
  file: string;
  line: number;
  sql: string;
}

function piecesOf(script: string, name: string): Piece[] {
  const pieces: Piece[] = [];
  const open = [{ file: name, line: 1 }];
  let lines: string[] = [];
  const close = () => {
    const { file, line } = open.at(-1) ?? { file: name, line: 1 };
    const sql = lines.join("\n");
    if (sql.trim() !== "") pieces.push({ file, line: line - lines.length, sql });
    lines = [];
  };
  for (const text of script.split("\n")) {
    const included = /^--! Included (.+)$/.exec(text)?.[1];
    const isEnd = text.startsWith("--! EndIncluded ");
    if (included !== undefined || isEnd) close();
    if (included !== undefined) open.push({ file: `db/${included}`, line: 1 });
    else if (isEnd) open.pop();
    else lines.push(text);
    // The line of an include is one line of the file that includes; what it brought is none.
    const current = open.at(-1);
    if (current && included === undefined) current.line++;
  }
  close();
  return pieces;
}

function sentenceOf(error: DatabaseError, piece: Piece): PostgresError {
  const before = piece.sql.slice(0, Number(error.position ?? 0));
  const line = piece.line + before.split("\n").length - 1;
  const place = error.position === undefined ? piece.file : `${piece.file}:${line}`;
  const more = [error.detail, error.hint, error.where].filter(Boolean).join("\n");
  return new PostgresError(`${place}: ${error.message} (${error.code})\n${more}`.trim(), {
    cause: error,
  });
}
