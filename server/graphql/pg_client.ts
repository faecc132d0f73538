// How a transaction opens: with its settings, which end with it, so that nothing of a caller stays
// behind on a pooled connection.
import type { ClientBase } from "pg";
import type { WithPgClient } from "postgraphile/@dataplan/pg";
import {
  makeWithPgClientViaPgClientAlreadyInTransaction,
  type NodePostgresPgClient,
} from "postgraphile/adaptors/pg";
import type { Settings } from "./session.ts";

const SETTINGS = "select set_config(key, value, true) from jsonb_each_text($1::jsonb)";
const ADMISSION = "select tenancy.admit_caller()";

/** Begins a transaction with its settings, bound as parameters: a statement that fails is logged
 * with its text. Whether the caller may enter is asked as the caller, hence after the settings. On a
 * pipelined connection all of it is one round trip. */
export async function openTransaction(
  client: ClientBase,
  settings: Settings,
  isSnapshot = false,
): Promise<void> {
  const questions = [
    client.query(isSnapshot ? "begin isolation level repeatable read" : "begin"),
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
