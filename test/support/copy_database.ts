import { withClient } from "../../server/postgres/connection.ts";

export const TEMPLATE = "tenor_template";
export const PGTAP_TEMPLATE = "tenor_template_pgtap";

// `create database` copies everything but the rights on the database itself. Through the log, as it
// does by itself: a copy of the files waits for two checkpoints.
export async function copyDatabase(rootUrl: string, from: string, to: string): Promise<void> {
  await withClient(rootUrl, async (client) => {
    await client.query(`create database ${to} template ${from}`);
    await client.query(`revoke all on database ${to} from public`);
    const { rows } = await client.query<{ privilege: string; grantee: string }>(
      `select privilege_type as privilege, pg_get_userbyid(grantee) as grantee
      from pg_database, aclexplode(datacl) where datname = $1 and grantee <> datdba`,
      [from],
    );
    for (const { privilege, grantee } of rows) {
      await client.query(`grant ${privilege} on database ${to} to ${grantee}`);
    }
  });
}
