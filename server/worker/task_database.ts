// The database as a task sees it. Every call is one transaction of its own, made as the worker
// inside the job's tenant: no transaction stays open while the network is asked.
import { DatabaseError, type Pool, type PoolClient } from "pg";

export interface TaskDb {
  /** The first row; undefined when there is none, or when a function answered null. */
  one<T>(sql: string, values?: unknown[]): Promise<T | undefined>;
  many<T>(sql: string, values?: unknown[]): Promise<T[]>;
}

export interface Identity {
  /** Empty for the scheduler, which stands outside the tenants. */
  tenantId: string;
  requestId: string;
  /** Who acts, when it is not the worker. */
  subject?: string;
}

interface Question {
  sql: string;
  values: unknown[];
}

const REPEATABLE = new Set(["40001", "40P01"]);
const MOST_TRIES = 4;
const SETTINGS = "select set_config(key, value, true) from jsonb_each_text($1::jsonb)";

/** `preamble` goes along with the first transaction, until one that held it was committed. */
export function taskDatabase(pool: Pool, identity: Identity, preamble?: Question): TaskDb {
  const settings = JSON.stringify(settingsOf(identity));
  let pending = preamble;
  const run = async <T>(question: Question): Promise<T[]> => {
    const client = await pool.connect();
    const before = pending ? [pending] : [];
    const asked = [{ sql: SETTINGS, values: [settings] }, ...before, question];
    const answers = await inTransaction(client, asked);
    const failure = answers.find((answer) => answer.status === "rejected");
    // A refusal of Postgres leaves the connection sound; any other failure does not.
    client.release(failure && !(failure.reason instanceof DatabaseError));
    if (failure) throw failure.reason;
    pending = undefined;
    const answer = answers.at(-2);
    return answer?.status === "fulfilled" ? (answer.value.rows as T[]) : [];
  };
  const many = async <T>(sql: string, values: unknown[] = []): Promise<T[]> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await run<T>({ sql, values });
      } catch (error) {
        const isRepeatable = REPEATABLE.has((error as { code?: string }).code ?? "");
        if (!isRepeatable || tries >= MOST_TRIES) throw error;
      }
    }
  };
  return {
    many,
    async one<T>(sql: string, values?: unknown[]) {
      const [row] = await many<Record<string, unknown>>(sql, values);
      const isNothing = !row || Object.values(row).every((value) => value === null);
      return isNothing ? undefined : (row as T);
    },
  };
}

// In one round trip, by a connection that pipelines. The commit may go along: after a failure
// Postgres refuses what is behind it and takes the commit for a rollback.
function inTransaction(client: PoolClient, questions: Question[]) {
  const all = [{ sql: "begin", values: [] }, ...questions, { sql: "commit", values: [] }];
  return Promise.allSettled(all.map(({ sql, values }) => client.query(sql, values)));
}

function settingsOf({ tenantId, requestId, subject = "worker" }: Identity): Record<string, string> {
  return {
    role: "tenor_worker",
    "tenor.tenant_id": tenantId,
    "tenor.subject": subject,
    "tenor.request_id": requestId,
    "tenor.client_ip": "",
    statement_timeout: "600s",
  };
}
