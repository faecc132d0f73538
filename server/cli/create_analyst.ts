// A login for an analyst: reads the views of one tenant with any SQL tool. Made by the owner of
// the database, since roles belong to the cluster.
import pg from "pg";
import { withClient } from "../postgres/connection.ts";
import { CommandError } from "./run.ts";

export interface Analyst {
  login: string;
  password: string;
  slug: string;
}

export async function createAnalyst(ownerUrl: string, analyst: Analyst): Promise<void> {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(analyst.login)) {
    throw new CommandError("A login has up to 63 lower-case letters, digits and underscores.");
  }
  await withClient(ownerUrl, async (client) => {
    const login = pg.escapeIdentifier(analyst.login);
    const password = pg.escapeLiteral(analyst.password);
    const { rowCount } = await client.query("select from pg_roles where rolname = $1", [
      analyst.login,
    ]);
    await client.query("begin");
    await client.query(
      rowCount === 0
        ? `create role ${login} login password ${password} connection limit 5`
        : `alter role ${login} login password ${password}`,
    );
    await client.query(`grant tenor_analyst to ${login}`);
    await client.query(`alter role ${login} set statement_timeout = '60s'`);
    // What \d lists, and what needs no schema before its name.
    await client.query(`alter role ${login} set search_path = analytics`);
    // That one a login can set anew, as it can its memory; the bound of its files on disk it cannot.
    const { rows } = await client.query<{ may: boolean }>(
      "select rolsuper as may from pg_roles where rolname = current_user",
    );
    if (rows[0]?.may) await client.query(`alter role ${login} set temp_file_limit = '2GB'`);
    await client.query("set local role tenor_operator");
    await client.query("select set_config('tenor.subject', 'npm run analyst', true)");
    await client.query("select tenancy.bind_analyst($1, $2)", [analyst.login, analyst.slug]);
    await client.query("commit");
  });
}
