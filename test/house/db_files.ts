// The text of db/, file by file, with what a reader of rules needs to know about each.
import fs from "node:fs";
import path from "node:path";
import { ROOT } from "../../server/postgres/definitions.ts";

export const DB = path.join(ROOT, "db");

export interface DbFile {
  // Below db/, such as billing/commands/void_invoice.sql.
  path: string;
  context: string;
  // Empty for the files that stand in the context's folder itself.
  folder: string;
  name: string;
  // Without comments; strings are kept.
  code: string;
}

export const contexts: string[] = fs
  .readdirSync(DB, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

export const dbFiles: DbFile[] = contexts.flatMap((context) =>
  fs
    .readdirSync(path.join(DB, context), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".sql"))
    .sort()
    .map((file) => ({
      path: `${context}/${file}`,
      context,
      folder: path.dirname(file) === "." ? "" : path.dirname(file),
      name: path.basename(file, ".sql"),
      code: withoutComments(read(path.join(context, file))),
    })),
);

export function read(file: string): string {
  return fs.readFileSync(path.join(DB, file), "utf8");
}

// Comments inside dollar quotes are comments too: that is where functions have theirs.
export function withoutComments(sql: string): string {
  return sql.replace(/'(?:[^']|'')*'|"[^"]*"|--[^\n]*|\/\*[\s\S]*?\*\//g, (piece) =>
    piece.startsWith("--") || piece.startsWith("/*") ? "" : piece,
  );
}

export function withoutStrings(code: string): string {
  return code.replace(/'(?:[^']|'')*'/g, "''");
}

// Statements that only describe: their sentences may speak of anything.
export function withoutDescriptions(code: string): string {
  return code.replace(/^comment on [\s\S]*?;$/gm, "");
}

export function includesOf(file: string): string[] {
  return [...read(file).matchAll(/^--!include (\S+)$/gm)].map((it) => it[1] ?? "");
}
