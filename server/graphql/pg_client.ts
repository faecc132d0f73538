// Connections for one operation each: a transaction that starts with its settings and ends with
// them, so that nothing of a caller stays behind on a pooled connection.
import type { ClientBase, Pool } from "pg";
import type { WithPgClient } from "postgraphile/@dataplan/pg";
import {
  makeWithPgClientViaPgClientAlreadyInTransaction,
  type NodePostgresPgClient,
} from "postgraphile/adaptors/pg";
import type { Settings } from "./session.ts";

const ATTEMPTS = 3;
// Serialization failure and deadlock: the transaction was rolled back whole and may run again.
const RETRYABLE = new Set(["40001", "40P01"]);

const SETTINGS = "select set_config(key, value, true) from jsonb_each_text($1::jsonb)";
const ADMISSION = "select tenancy.admit_caller()";

/** Begins a transaction with its settings, bound as parameters: a statement that fails is logged
 * with its text. Whether the caller may enter is asked as the caller, hence after the settings. On a
 * pipelined connection all of it is one round trip. */
export async function openTransaction(client: ClientBase, settings: Settings): Promise<void> {
  const questions = [
    client.query("begin"),
    client.query(SETTINGS, [JSON.stringify(settings)]),
    ...("tenor.subject" in settings ? [client.query(ADMISSION)] : []),
  ];
  const answers = await Promise.allSettled(questions);
  const failure = answers.find((answer) => answer.status === "rejected");
  if (failure) throw failure.reason;
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
          await openTransaction(client, (settings ?? {}) as Settings);
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
