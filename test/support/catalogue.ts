import fs from "node:fs";
import path from "node:path";
import { withClient } from "../../server/postgres/connection.ts";

const query = fs.readFileSync(path.join(import.meta.dirname, "catalogue.sql"), "utf8");

export async function catalogueOf(url: string): Promise<string[]> {
  return await withClient(url, async (client) => {
    // Names are printed in full only when the path is empty.
    await client.query("set search_path to ''");
    const { rows } = await client.query<{ line: string }>(query);
    return rows.map(({ line }) => line);
  });
}
