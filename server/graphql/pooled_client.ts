// What PostGraphile asks of the database, a transaction for each of its questions.
import PQueue from "p-queue";
import type { Pool } from "pg";
import type { WithPgClient } from "postgraphile/@dataplan/pg";
import type { NodePostgresPgClient } from "postgraphile/adaptors/pg";
import type { Allowance } from "../postgres/borrow.ts";
import { inTransaction } from "../rest/transaction.ts";
import { withClientInTransaction } from "./pg_client.ts";
import type { Settings } from "./session.ts";

/** The fields of one request take turns: a request holds one connection, however many it has. */
export function withPooledClient(
  pool: Pool,
  allowance: Allowance,
): WithPgClient<NodePostgresPgClient> {
  const turns = new PQueue({ concurrency: 1 });
  return (settings, callback) =>
    turns.add(() =>
      inTransaction(pool, (settings ?? {}) as Settings, allowance, (client) =>
        withClientInTransaction(client)(null, callback),
      ),
    );
}
