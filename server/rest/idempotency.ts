// The same key and body is answered once; the answer is kept in the transaction that made it.
import { createHash } from "node:crypto";
import type { PoolClient } from "pg";
import { ApiError, toProblem } from "../errors.ts";
import { invalidInput } from "./refusals.ts";

export interface Answer {
  status: number;
  body: string;
  /** What is kept of the body, when it is not all of it. */
  kept?: string | undefined;
  isReplayed?: boolean;
}

export interface Claim {
  key: string;
  /** Method and path as called, ids included: another object is another request. */
  route: string;
  body: string;
}

const MAX_KEY_LENGTH = 255;

/** The header's key, checked, or nothing when there is no header. */
export function readKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (header.length >= 1 && header.length <= MAX_KEY_LENGTH) return header;
  const detail = `must have 1 to ${MAX_KEY_LENGTH} characters.`;
  throw invalidInput([{ pointer: "/Idempotency-Key", detail }]);
}

/** The first answer to this key, or that of the work, kept for the next one who asks. */
export async function onceForKey(
  client: PoolClient,
  claim: Claim,
  role: string,
  work: () => Promise<Answer>,
): Promise<Answer> {
  await takeRole(client, KEEPER);
  const kept = await claimKey(client, claim, role);
  if (kept) {
    if (kept.role !== role) await askRights(client, role, work);
    return kept;
  }
  await takeRole(client, role);
  const answer = await work();
  await takeRole(client, KEEPER);
  await keepAnswer(client, claim.key, answer);
  return answer;
}

// Keys are the edge's business: people's roles are granted none of it, so that it is in no API.
const KEEPER = "tenor_edge";

/** An answer was given to a role. Whoever comes in another is first asked whether it may do the
 * same: it is tried and undone, and what it is refused for is the answer. */
async function askRights(
  client: PoolClient,
  role: string,
  work: () => Promise<Answer>,
): Promise<void> {
  await client.query("savepoint rights");
  await takeRole(client, role);
  try {
    await work();
  } catch (error) {
    // Whatever else stands against it now is the first request's doing, or no matter any more.
    if ([401, 403].includes(toProblem(error).status)) throw error;
  }
  await client.query("rollback to savepoint rights");
}

async function takeRole(client: PoolClient, role: string): Promise<void> {
  await client.query("select set_config('role', $1, true)", [role]);
}

interface ClaimRow {
  outcome: "new" | "replay" | "conflict";
  status: number | null;
  body: string | null;
  role: string | null;
}

interface Kept extends Answer {
  role: string;
}

async function claimKey(client: PoolClient, claim: Claim, role: string): Promise<Kept | undefined> {
  const bodyHash = createHash("sha256").update(claim.body).digest("hex");
  const { rows } = await client.query<ClaimRow>(
    "select * from events.claim_idempotency_key($1, $2, $3, $4)",
    [claim.key, claim.route, bodyHash, role],
  );
  const [row] = rows;
  if (row?.outcome === "conflict") {
    const detail = "This Idempotency-Key was used for another request.";
    throw new ApiError(409, "idempotency_conflict", detail);
  }
  if (row?.outcome !== "replay") return undefined;
  return { status: row.status!, body: row.body!, role: row.role!, isReplayed: true };
}

async function keepAnswer(client: PoolClient, key: string, answer: Answer): Promise<void> {
  const { status, body, kept = body } = answer;
  await client.query("select events.keep_idempotent_answer($1, $2, $3)", [key, status, kept]);
}
