// What no run can be faster than: its finished rows, inserted once more into copies of the tables
// with the same columns, checks, keys and indexes, but without foreign keys, triggers and walls. By
// as many connections as a run has workers, in transactions as large as its batches.
import pg from "pg";
import { secondsOf } from "./clock.ts";
import type { Platform } from "./platform.ts";

const TABLES = [
  "billing.invoices",
  "billing.invoice_items",
  "billing.item_taxes",
  "billing.billed_periods",
  "ledger.journals",
  "ledger.transfers",
  "events.events",
  "audit.entries",
];
const WORKERS = 2;

/** The seconds that all invoices there are take, in so many batches. */
export async function secondsOfFloor(platform: Platform, batches: number): Promise<number> {
  const { root, config } = platform;
  await root.query("create schema floor");
  const inserts: string[] = [];
  for (const table of TABLES) inserts.push(await copyOf(root, table, batches));
  await root.query("vacuum analyze");

  const clients = Array.from(
    { length: WORKERS },
    () => new pg.Client({ connectionString: config.databaseUrl }),
  );
  await Promise.all(clients.map((client) => client.connect()));
  let next = 0;
  const writeBatches = async (client: pg.Client) => {
    for (let batch = next++; batch < batches; batch = next++) {
      await client.query("begin");
      for (const insert of inserts) await client.query(insert, [batch]);
      await client.query("commit");
    }
  };
  const seconds = await secondsOf(() => Promise.all(clients.map(writeBatches)));
  await Promise.all(clients.map((client) => client.end()));
  return seconds;
}

// Makes the copy, sets the rows aside in the order in which they were written, and answers with the
// statement that inserts a batch of them.
async function copyOf(root: pg.Client, table: string, batches: number): Promise<string> {
  const copy = `floor.${table.split(".")[1]}`;
  await root.query(`create table ${copy} (like ${table} including all)`);
  await root.query(`create table ${copy}_rows as
    select (row_number() over () - 1) * ${batches} / count(*) over () as batch, made.*
    from ${table} as made`);
  await root.query(`create index on ${copy}_rows (batch)`);
  const { rows } = await root.query<{ columns: string }>(
    `select string_agg(quote_ident(attname), ', ' order by attnum) as columns
    from pg_attribute
    where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
    [table],
  );
  const columns = rows[0]?.columns;
  return `insert into ${copy} (${columns}) overriding system value
    select ${columns} from ${copy}_rows where batch = $1`;
}
