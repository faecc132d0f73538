// Opaque session tokens are worth what the auth server says about them.
import { createHash } from "node:crypto";
import PQueue from "p-queue";
import { z } from "zod";
import { ApiError } from "../errors.ts";
import type { Claims } from "../graphql/session.ts";
import { authUnavailable, claimsOf, unauthenticated, type Verify } from "./token.ts";

const TIMEOUT_MS = 3_000;
const VALID_FOR_MS = 30_000;
const INVALID_FOR_MS = 5_000;
const REMEMBERED = 10_000;
const MAX_ANSWER_BYTES = 64_000;
// Who guesses at once is served in turn, so that the later guesses find the address spent.
const QUESTIONS_AT_ONCE = 20;

const Answer = z.object({
  valid: z.boolean(),
  user: z
    .object({
      id: z.union([z.string(), z.int()]).transform(String),
      role: z.string(),
      tenant_id: z.string().nullish(),
    })
    .nullish(),
});

interface Remembered {
  until: number;
  claims: Promise<Claims>;
}

export function createSessionExchange(authServerUrl: string): Verify {
  const endpoint = new URL("/auth/validate", authServerUrl);
  const remembered = new Map<string, Remembered>();

  const questions = new PQueue({ concurrency: QUESTIONS_AT_ONCE });

  return (token, isSpent) => {
    // Tokens are kept as hashes: a dump of the process shows none of them.
    const key = createHash("sha256").update(token).digest("base64");
    const known = remembered.get(key);
    if (known && known.until > Date.now()) return known.claims;
    const entry: Remembered = {
      until: Date.now() + VALID_FOR_MS,
      claims: questions.add(() => exchange(token, isSpent)),
    };
    entry.claims.catch((error: { status?: number }) => {
      if (error.status === 401) entry.until = Date.now() + INVALID_FOR_MS;
      else remembered.delete(key);
    });
    remembered.delete(key);
    remembered.set(key, entry);
    if (remembered.size > REMEMBERED) remembered.delete(remembered.keys().next().value!);
    return entry.claims;
  };

  async function exchange(token: string, isSpent?: () => Promise<boolean>): Promise<Claims> {
    // A token that nobody knows yet costs the auth server a question.
    if (await isSpent?.()) throw new ApiError(429, "rate_limited", "Too many requests. Slow down.");
    const answer = await ask(token);
    if (!answer?.valid || !answer.user) throw unauthenticated();
    const { id, role, tenant_id } = answer.user;
    // The auth server has just vouched for it: as a token, it is as old as that answer.
    return claimsOf({ sub: id, role, tenant_id, iat: Date.now() / 1000 });
  }

  async function ask(sessionToken: string): Promise<z.infer<typeof Answer> | undefined> {
    let response: Response;
    let text: string;
    try {
      response = await fetch(endpoint, {
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/json" },
        body: JSON.stringify({ sessionToken }),
        redirect: "error",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      text = await response.text();
    } catch {
      throw authUnavailable();
    }
    if (response.status >= 500 || response.status === 429) throw authUnavailable();
    if (!response.ok || text.length > MAX_ANSWER_BYTES) return undefined;
    return Answer.safeParse(jsonOf(text)).data;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
