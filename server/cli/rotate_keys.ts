// `npm run keys:rotate`: seals anew, under SECRET_KEY, what was sealed under SECRET_KEYS_PREVIOUS.
// Safe to repeat, and beside running processes that know both keys.
import { Pool } from "pg";
import { loadConfig } from "../config.ts";
import { findDatabase } from "../postgres/database.ts";
import { addressOf } from "../postgres/logins.ts";
import { openVault, SealError, type Vault } from "../vault.ts";
import { resealWebhookSecret } from "../webhook_secrets.ts";
import { taskDatabase } from "../worker/task_database.ts";
import { CommandError, run } from "./run.ts";

interface Sealed {
  id: string;
  sealed: string;
}

await run(async () => {
  const config = await findDatabase(loadConfig(process.env, { signsTokens: false }));
  const vault = openVault(config);
  const pool = new Pool({
    connectionString: addressOf(config, "workerDatabaseUrl"),
    max: 1,
    pipeline: true,
  });
  try {
    const count = await rotate(pool, vault);
    console.log(`${count} secrets were sealed anew; all are under the key ${vault.keyId} now.`);
  } catch (error) {
    throw error instanceof SealError ? new CommandError(error.message) : error;
  } finally {
    await pool.end();
  }
});

async function rotate(pool: Pool, vault: Vault): Promise<number> {
  const inTenant = (tenantId: string) =>
    taskDatabase(pool, { tenantId, requestId: "keys:rotate", subject: "keys:rotate" });
  const tenants = await inTenant("").many<{ id: string }>("select tenancy.tenant_ids() as id");
  let count = 0;
  for (const { id } of tenants) {
    const db = inTenant(id);
    const old = await db.many<Sealed>("select * from webhooks.secrets_to_reseal($1)", [
      vault.keyId,
    ]);
    if (old.length === 0) continue;
    const fresh = old.map((it) => ({
      id: it.id,
      sealed: resealWebhookSecret(vault, id, it.sealed),
    }));
    await db.one("select webhooks.reseal_secrets($1, $2)", [vault.keyId, JSON.stringify(fresh)]);
    count += old.length;
  }
  return count;
}
