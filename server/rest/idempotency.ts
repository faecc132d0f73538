// The same key and body is answered once; the answer is kept in the transaction that made it.
import { createHash } from "node:crypto";
import type { PoolClient } from "pg";
import { ApiError } from "../errors.ts";
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
  const kept = await claimKey(client, claim);
  if (kept) return kept;
  await takeRole(client, role);
  const answer = await work();
  await takeRole(client, KEEPER);
  await keepAnswer(client, claim.key, answer);
  return answer;
}

// Keys are the edge's business: people's roles are granted none of it, so that it is in no API.
const KEEPER = "tenor_worker";

async function takeRole(client: PoolClient, role: string): Promise<void> {
  await client.query("select set_config('role', $1, true)", [role]);
}

interface ClaimRow {
  outcome: "new" | "replay" | "conflict";
  status: number | null;
  body: string | null;
}

async function claimKey(client: PoolClient, claim: Claim): Promise<Answer | undefined> {
  const { rows } = await client.query<ClaimRow>(
    "select * from events.claim_idempotency_key($1, $2, $3)",
    [claim.key, claim.route, createHash("sha256").update(claim.body).digest("hex")],
  );
  const [row] = rows;
  if (row?.outcome === "conflict") {
    const detail = "This Idempotency-Key was used for another request.";
    throw new ApiError(409, "idempotency_conflict", detail);
  }
  if (row?.outcome !== "replay") return undefined;
  return { status: row.status!, body: row.body!, isReplayed: true };
}

async function keepAnswer(client: PoolClient, key: string, answer: Answer): Promise<void> {
  const { status, body, kept = body } = answer;
  await client.query("select events.keep_idempotent_answer($1, $2, $3)", [key, status, kept]);
}
