// A transaction of one caller: role and settings stand only inside it.
import { setTimeout as sleep } from "node:timers/promises";
import type { Pool, PoolClient } from "pg";
import { answerTooLarge } from "../answer_size.ts";
import { openTransaction } from "../graphql/pg_client.ts";
import type { Settings } from "../graphql/session.ts";
import { borrow, type Allowance } from "../postgres/borrow.ts";

const MAX_ATTEMPTS = 4;
const RETRY_BASE_MS = 15;
// What another transaction caused and a second try may cure: serialization failure, deadlock.
const RETRIED = new Set(["40001", "40P01"]);

interface Form {
  /** Whether all that it reads is of one moment. */
  isSnapshot?: boolean;
}

export async function inTransaction<Result>(
  pool: Pool,
  settings: Settings,
  allowance: Allowance,
  work: (client: PoolClient) => Promise<Result>,
  form: Form = {},
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once(pool, settings, allowance, work, form);
    } catch (error) {
      if (attempt >= MAX_ATTEMPTS || !RETRIED.has(sqlState(error) ?? "")) throw error;
      await sleep(RETRY_BASE_MS * 2 ** attempt * Math.random());
    }
  }
}

async function once<Result>(
  pool: Pool,
  settings: Settings,
  allowance: Allowance,
  work: (client: PoolClient) => Promise<Result>,
  { isSnapshot }: Form,
): Promise<Result> {
  const { client, giveBack } = await borrow(pool, allowance);
  let broken: Error | undefined;
  try {
    await openTransaction(client, settings, isSnapshot);
    allowance.left?.throwIfAborted();
    const result = await work(client);
    // That a caller left is heard some moments after the request was read: nothing is written for
    // who had left before it was.
    allowance.left?.throwIfAborted();
    const { command } = await client.query("commit");
    // Postgres answers the commit of a failed transaction with a rollback, without an error.
    if (command !== "COMMIT") throw new Error("The transaction had failed before its commit.");
    return result;
  } catch (error) {
    await client.query("rollback").catch((reason: Error) => (broken = reason));
    throw allowance.bytes < 0 ? answerTooLarge() : error;
  } finally {
    // A connection that cannot roll back must not serve the next tenant.
    giveBack(broken);
  }
}

/** The code of a Postgres error, also when GraphQL wrapped it. */
export function sqlState(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { code, originalError } = error as { code?: unknown; originalError?: unknown };
  return typeof code === "string" ? code : sqlState(originalError);
}
