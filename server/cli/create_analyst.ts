// A login for an analyst: reads the views of one tenant with any SQL tool. Made by the owner of
// the database, since roles belong to the cluster.
import pg from "pg";
import { withClient } from "../postgres/connection.ts";
import { scramVerifier } from "../postgres/scram.ts";
import { CommandError } from "./run.ts";

export interface Analyst {
  login: string;
  password: string;
  slug: string;
}

// Who is nothing else: a login of somebody else would lose its password, and gain a reader.
const IS_ANALYST = `
  select coalesce(array_agg(m.roleid), '{}') = '{tenor_analyst}'::regrole[]::oid[] as is_analyst
  from pg_roles as r left join pg_auth_members as m on m.member = r.oid
  where r.rolname = $1 group by r.oid`;

// Other databases that PUBLIC may enter, and so every login.
const OPEN = `
  select datname from pg_database
  where datallowconn and datname <> current_database()
    and has_database_privilege('public', oid, 'connect')
  order by datname`;

/** Answers with the databases beside its own that the login may enter too. */
export async function createAnalyst(ownerUrl: string, analyst: Analyst): Promise<string[]> {
  if (!/^(?!pg_|tenor_)[a-z][a-z0-9_]{0,62}$/.test(analyst.login)) {
    throw new CommandError(
      "A login has up to 63 lower-case letters, digits and underscores; pg_ and tenor_ are taken.",
    );
  }
  return withClient(ownerUrl, async (client) => {
    const login = pg.escapeIdentifier(analyst.login);
    const verifier = scramVerifier(analyst.password);
    const known = await client.query<{ is_analyst: boolean }>(IS_ANALYST, [analyst.login]);
    if (known.rows[0]?.is_analyst === false) {
      throw new CommandError(`There is another login "${analyst.login}", which is no analyst's.`);
    }
    await client.query("begin");
    await client.query(
      known.rowCount === 0
        ? `create role ${login} login password '${verifier}' connection limit 5`
        : `alter role ${login} login password '${verifier}'`,
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
    const open = await client.query<{ datname: string }>(OPEN);
    return open.rows.map(({ datname }) => datname);
  });
}
