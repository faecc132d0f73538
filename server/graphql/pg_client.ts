// Connections for one operation each: a transaction that starts with its settings and ends with
// them, so that nothing of a caller stays behind on a pooled connection.
import { escapeLiteral, type ClientBase, type Pool } from "pg";
import type { WithPgClient } from "postgraphile/@dataplan/pg";
import {
  makeWithPgClientViaPgClientAlreadyInTransaction,
  type NodePostgresPgClient,
} from "postgraphile/adaptors/pg";

const ATTEMPTS = 3;
// Serialization failure and deadlock: the transaction was rolled back whole and may run again.
const RETRYABLE = new Set(["40001", "40P01"]);

type Settings = Record<string, string | undefined> | null;

// Whether the tenant is suspended or closed is asked as the caller, hence after the settings.
const ADMISSION = "; select tenancy.admit_caller()";

/** `begin`, the settings and the admission to the tenant, in one round trip. */
export function openingStatement(settings: Settings): string {
  const parts = Object.entries(settings ?? {})
    .filter(([, value]) => value != null)
    .map(([name, value]) => `set_config(${escapeLiteral(name)}, ${escapeLiteral(value!)}, true)`);
  const admission = settings?.["tenor.tenant_id"] ? ADMISSION : "";
  return parts.length > 0 ? `begin; select ${parts.join(", ")}${admission}` : "begin";
}

/** For an operation inside a transaction that somebody else opened with its settings. */
export function withClientInTransaction(client: ClientBase): WithPgClient<NodePostgresPgClient> {
  return makeWithPgClientViaPgClientAlreadyInTransaction(client as never, true);
}

export type Leave = () => void;

/** `enter` decides when the caller may take a connection. */
export function withPooledClient(
  pool: Pool,
  enter: () => Promise<Leave>,
): WithPgClient<NodePostgresPgClient> {
  const withPgClient: WithPgClient<NodePostgresPgClient> = async (settings, callback) => {
    const leave = await enter();
    const client = await pool.connect().catch((error: Error) => {
      leave();
      throw error;
    });
    let broken: Error | undefined;
    try {
      for (let attempt = 1; ; attempt += 1) {
        try {
          await client.query(openingStatement(settings as Settings));
          const result = await withClientInTransaction(client)(null, callback as never);
          await client.query("commit");
          return result as never;
        } catch (error) {
          await client.query("rollback").catch((failure: Error) => (broken = failure));
          const isRetryable = RETRYABLE.has(String((error as { code?: unknown }).code));
          if (broken || !isRetryable || attempt === ATTEMPTS) throw error;
        }
      }
    } finally {
      client.release(broken);
      leave();
    }
  };
  return withPgClient;
}
