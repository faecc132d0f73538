// A list as a file of comma-separated values (RFC 4180): all of its rows, as of one moment. It is
// written to the disk first, since no transaction waits for whoever reads slowly.
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { stringify } from "csv-stringify/sync";
import type { Options } from "csv-stringify/sync";
import type { Response } from "express";
import { ApiError } from "../errors.ts";
import type { Shape } from "./answer.ts";
import { invalidInput } from "./refusals.ts";

export const CSV = "text/csv";
export const MAX_CSV_ROWS = 500_000;
/** Rows that are read at a time. */
export const CSV_PAGE = 2_000;

export type CsvRow = Record<string, unknown>;
/** Some rows, and where the next ones begin. */
export type CsvPage = { rows: CsvRow[]; next: string | null };

// What a spreadsheet would take for a formula gets an apostrophe; a number stays a number. Half a
// line break is one to many readers.
const FORM: Options = {
  record_delimiter: "\r\n",
  quoted_match: /[\r\n]/,
  escape_formulas: true,
  cast: {
    boolean: String,
    object: (value) => ({ value: JSON.stringify(value), escape_formulas: false }),
  },
};

/** The columns of a list, in the order in which its operation has them. */
export function columnsOf(name: string, shape: Shape): string[] {
  const fields = shape.kind === "list" && shape.of.kind === "object" ? shape.of.fields : [];
  const isFlat = fields.every(({ shape: { kind } }) => kind === "scalar" || kind === "enum");
  if (fields.length === 0 || !isFlat) throw new Error(`${name} has no plain columns for a file.`);
  return fields.map(({ key }) => key);
}

/** Whether a file is asked for; the query without that. A file has all rows. */
export function takeFormat(query: URLSearchParams): { isCsv: boolean; rest: URLSearchParams } {
  const formats = query.getAll("format");
  const rest = new URLSearchParams(query);
  rest.delete("format");
  if (formats.length > 1) refuse("format", "is given more than once.");
  const format = formats[0] ?? "json";
  if (format !== "json" && format !== "csv") refuse("format", "must be one of json, csv.");
  const isCsv = format === "csv";
  for (const name of ["limit", "cursor"]) {
    if (isCsv && rest.has(name)) refuse(name, "is not for files, which have all rows.");
  }
  return { isCsv, rest };
}

function refuse(name: string, detail: string): never {
  throw invalidInput([{ pointer: `/${name}`, detail }]);
}

/** Writes all pages, from the first, whatever was written before. */
export async function writeCsv(
  file: string,
  columns: string[],
  pageAfter: (cursor: string | null) => Promise<CsvPage>,
): Promise<void> {
  await fs.writeFile(file, stringify([columns], FORM));
  let cursor: string | null = null;
  let count = 0;
  do {
    const page: CsvPage = await pageAfter(cursor);
    count += page.rows.length;
    if (count > MAX_CSV_ROWS) throw tooManyRows();
    await fs.appendFile(file, stringify(page.rows, { ...FORM, columns }));
    cursor = page.next;
  } while (cursor !== null);
}

const tooManyRows = () =>
  new ApiError(
    422,
    "answer_too_large",
    `A file has at most ${MAX_CSV_ROWS} rows: ask for fewer days.`,
  );

/** A file that is there while it is written and sent. */
export async function withTemporaryFile<T>(work: (file: string) => Promise<T>): Promise<T> {
  const directory = await fs.mkdtemp(path.join(os.tmpdir(), "tenor-csv-"));
  try {
    return await work(path.join(directory, "rows.csv"));
  } finally {
    await fs.rm(directory, { recursive: true, force: true });
  }
}

/** Opened, it can be taken away: what was opened is read to its end, by nobody who waits for it. */
export async function sendCsv(file: string, name: string, response: Response): Promise<void> {
  const opened = await fs.open(file);
  response.locals["isFile"] = true;
  response.attachment(`${name}.csv`).type(`${CSV}; charset=utf-8`);
  pipeline(opened.createReadStream(), response).catch(() => response.destroy());
}
