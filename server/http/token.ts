// A JWT is believed when its signature, algorithm, audience, issuer and expiry are right and its
// claims say who acts: nothing is taken from the token to decide how it is checked.
import { createSecretKey } from "node:crypto";
import { createRemoteJWKSet, errors, jwtVerify } from "jose";
import jwt from "jsonwebtoken";
import { z } from "zod";
import type { Config } from "../config.ts";
import { ApiError } from "../errors.ts";
import { isRoleWord, type Claims } from "../graphql/session.ts";

const CLOCK_TOLERANCE_SECONDS = 30;
const JWKS_TIMEOUT_MS = 3_000;

export type TokenConfig = Pick<
  Config,
  "jwtSecret" | "jwtJwksUrl" | "jwtAudience" | "jwtIssuer" | "authServerUrl" | "tokenMaxAgeHours"
>;

/** `isSpent` tells whether whoever sends the token may still have it asked about elsewhere. */
export type Verify = (token: string, isSpent?: () => Promise<boolean>) => Promise<Claims>;

const Who = z.object({
  // Control characters have no place in a name and would end a statement sent to Postgres.
  sub: z.string().regex(/^[^\p{Cc}]{1,255}$/u),
  role: z.string().refine(isRoleWord),
  tenant_id: z.uuid().nullish(),
  iat: z.number(),
});

export function claimsOf(payload: unknown): Claims {
  const read = Who.safeParse(payload);
  if (!read.success) throw unauthenticated();
  const { sub, role, tenant_id: tenantId, iat } = read.data;
  const issuedAt = Math.floor(iat);
  if (role === "operator") {
    if (tenantId) throw unauthenticated();
    return { sub, role, issuedAt };
  }
  if (!tenantId || !isRoleWord(role)) throw unauthenticated();
  return { sub, role, tenantId, issuedAt };
}

export const unauthenticated = (): ApiError =>
  new ApiError(401, "unauthenticated", "This needs a valid token.");

export const authUnavailable = (): ApiError =>
  new ApiError(503, "auth_unavailable", "Tokens cannot be checked at the moment.");

export function createTokenVerifier(config: TokenConfig): Verify {
  const { jwtAudience: audience, jwtIssuer: issuer } = config;
  const common = {
    audience,
    ...(issuer ? { issuer } : {}),
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
  };
  const believed = (payload: unknown): Claims => {
    checkAge(payload, config.tokenMaxAgeHours * 3600);
    return claimsOf(payload);
  };
  if (config.jwtJwksUrl) return withKeySet(config.jwtJwksUrl, common, believed);
  if (config.jwtSecret) return withSecret(config.jwtSecret, common, believed);
  return () => Promise.reject(unauthenticated());
}

// Libraries take a token without expiry for one that never expires, and one from the future for one
// that was just issued. What is signed for longer than the most that is allowed is not believed at
// all: whoever signs it would learn of it at its first use, not on the day on which it is too old.
function checkAge(payload: unknown, mostSeconds: number): void {
  const { exp, iat } = payload as { exp?: unknown; iat?: unknown };
  const isRight =
    typeof exp === "number" &&
    typeof iat === "number" &&
    iat <= Date.now() / 1000 + CLOCK_TOLERANCE_SECONDS &&
    exp - iat <= mostSeconds;
  if (!isRight) throw unauthenticated();
}

type Believe = (payload: unknown) => Claims;

interface Common {
  audience: string;
  issuer?: string;
  clockTolerance: number;
}

function withSecret(text: string, common: Common, believed: Believe): Verify {
  const secret = createSecretKey(Buffer.from(text));
  return async (token) => {
    let payload: unknown;
    try {
      payload = jwt.verify(token, secret, { ...common, algorithms: ["HS256"] });
    } catch {
      throw unauthenticated();
    }
    return believed(payload);
  };
}

function withKeySet(url: string, common: Common, believed: Believe): Verify {
  const keys = createRemoteJWKSet(new URL(url), { timeoutDuration: JWKS_TIMEOUT_MS });
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        ...common,
        algorithms: ["RS256", "ES256"],
      });
      return believed(payload);
    } catch (error) {
      throw isKeySetFailure(error) ? authUnavailable() : unauthenticated();
    }
  };
}

// Whatever jose says about a token has a class of its own; the rest is about fetching the keys.
const isKeySetFailure = (error: unknown): boolean =>
  !(error instanceof ApiError) &&
  (!(error instanceof errors.JOSEError) ||
    error instanceof errors.JWKSTimeout ||
    error.constructor === errors.JOSEError);
