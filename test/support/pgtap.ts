// Runs one pgTAP file in a transaction that is never committed, in a database that all such files of
// a worker share; each assertion becomes one test. The file holds assertions only: transaction, plan
// and finish stand here, once.
import fs from "node:fs";
import pg from "pg";
import { Parser, type Result } from "tap-parser";
import { expect, test } from "vitest";
import { cloneDatabase, type TestDatabase } from "./databases.ts";

const BEFORE = `
  set client_min_messages to warning;
  begin;
  set local search_path to test, pgtap, public;
  select pgtap.no_plan();
`;
const BOOKS = "select * from test.books_agree();";
const AFTER = "reset role; select * from pgtap.finish();";

let database: Promise<TestDatabase> | undefined;

export async function runPgtap(file: string): Promise<void> {
  const { lines, failure } = await collect(fs.readFileSync(file, "utf8"));
  const assertions = parse(lines);
  for (const { result, notes } of assertions) {
    const check = () => {
      if (!result.ok) throw new Error([result.name, ...notes].join("\n"));
    };
    if (result.skip || result.todo) test.skip(result.name, check);
    else test(result.name || `assertion ${result.id}`, check);
  }
  if (failure) {
    test("runs to its end", () => {
      throw new Error(failure);
    });
  } else if (assertions.length === 0) {
    test("asserts something", () => expect(assertions).not.toHaveLength(0));
  }
}

async function collect(script: string): Promise<{ lines: string[]; failure?: string }> {
  const { rootUrl } = await (database ??= cloneDatabase({ pgtap: true }));
  const client = new pg.Client({ connectionString: rootUrl });
  const lines: string[] = [];
  await client.connect();
  try {
    await client.query(BEFORE);
    await stream(client, script, lines);
    lines.push(...(await client.query<[string]>({ text: BOOKS, rowMode: "array" })).rows.flat());
    await stream(client, AFTER, lines);
    return { lines };
  } catch (error) {
    return { lines, failure: describe(error as Error, script) };
  } finally {
    await client.end();
  }
}

// Row by row, so that what was said before an error is heard.
function stream(client: pg.Client, script: string, lines: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const query = new pg.Query<Record<string, unknown>>(script);
    query.on("row", (row) => {
      const [first, ...others] = Object.values(row);
      if (others.length === 0 && typeof first === "string") lines.push(first);
    });
    query.on("end", (results: unknown) => {
      const silent = [results].flat().findIndex((it) => isSilent(it as pg.QueryResult));
      if (silent === -1) resolve();
      else reject(new Error(`Statement ${silent + 1} gave no row, so it asserted nothing.`));
    });
    query.on("error", reject);
    client.query(query);
  });
}

// `select is(a, b) from t` says nothing when t is empty: a promise that nobody checks.
function isSilent({ command, rowCount }: pg.QueryResult): boolean {
  return command === "SELECT" && rowCount === 0;
}

interface Assertion {
  result: Result;
  notes: string[];
}

function parse(lines: string[]): Assertion[] {
  const assertions: Assertion[] = [];
  for (const [kind, detail] of Parser.parse(`TAP version 13\n${lines.join("\n")}\n`)) {
    if (kind === "assert") assertions.push({ result: detail as Result, notes: [] });
    if (kind === "comment") assertions.at(-1)?.notes.push(String(detail).trimEnd());
  }
  return assertions;
}

function describe(error: Error, script: string): string {
  if (!(error instanceof pg.DatabaseError)) return error.message;
  const line = script.slice(0, Number(error.position ?? 0)).split("\n").length;
  const place = error.position === undefined ? "" : ` at line ${line}`;
  const more = [error.detail, error.hint, error.where].filter(Boolean).join("\n");
  return `${error.code}${place}: ${error.message}\n${more}`.trimEnd();
}
