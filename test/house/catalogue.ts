// What the catalogue of the template says, asked in the words of catalogue_views.sql.
import fs from "node:fs";
import path from "node:path";
import { Client } from "pg";
import { closeAtTheEnd, onceAFile } from "../support/closing.ts";
import { fileDatabase } from "../support/databases.ts";

type Row = Record<string, unknown>;

export async function ask<T extends Row>(sql: string, values: unknown[] = []): Promise<T[]> {
  const client = await connection();
  return (await client.query<T>(sql, values)).rows;
}

// The first column of every row.
export async function names(sql: string, values: unknown[] = []): Promise<string[]> {
  return (await ask(sql, values)).map((row) => String(Object.values(row)[0]));
}

const connection = onceAFile(async (): Promise<Client> => {
  const { rootUrl } = await fileDatabase();
  const client = new Client({ connectionString: rootUrl });
  await client.connect();
  closeAtTheEnd(() => client.end());
  // Names are printed in full only when the path is empty.
  await client.query("set search_path to ''");
  const views = path.join(import.meta.dirname, "catalogue_views.sql");
  await client.query(fs.readFileSync(views, "utf8"));
  return client;
});
