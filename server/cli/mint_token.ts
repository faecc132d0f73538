import jwt from "jsonwebtoken";
import type { Config } from "../config.ts";
import { CommandError } from "./run.ts";

export const ROLES = [
  "viewer",
  "sales",
  "finance",
  "cashier",
  "tax",
  "approver",
  "auditor",
  "admin",
  "operator",
] as const;
export type Role = (typeof ROLES)[number];

export interface TokenClaims {
  role: Role;
  // Absent for the operator, who has no tenant.
  tenantId?: string;
  subject?: string;
  // Like 15m or 1h; TOKEN_MAX_AGE_HOURS at most.
  ttl?: string;
}

type TokenConfig = Pick<Config, "jwtSecret" | "jwtAudience" | "jwtIssuer" | "tokenMaxAgeHours">;
const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 };

export function mintToken(config: TokenConfig, claims: TokenClaims): string {
  if (config.jwtSecret === undefined) {
    throw new CommandError("Tokens come from the server behind JWT_JWKS_URL, not from here.");
  }
  const { role, tenantId, subject = role, ttl = "1h" } = claims;
  const [, count, unit] = /^(\d+)([smhd])$/.exec(ttl) ?? [];
  if (!count) throw new CommandError(`"${ttl}" is no time: say 15m or 1h.`);
  if (Number(count) * SECONDS[unit as keyof typeof SECONDS] > config.tokenMaxAgeHours * 3600) {
    throw new CommandError(
      `No token of ${ttl} is taken: ${config.tokenMaxAgeHours}h at most (TOKEN_MAX_AGE_HOURS).`,
    );
  }
  const payload = tenantId === undefined ? { role } : { role, tenant_id: tenantId };
  return jwt.sign(payload, config.jwtSecret, {
    algorithm: "HS256",
    subject,
    audience: config.jwtAudience,
    expiresIn: ttl as `${number}h`,
    ...(config.jwtIssuer === undefined ? {} : { issuer: config.jwtIssuer }),
  });
}
