import jwt from "jsonwebtoken";
import type { Config } from "../config.ts";
import { CommandError } from "./run.ts";

export const ROLES = ["viewer", "sales", "finance", "approver", "admin", "operator"] as const;
export type Role = (typeof ROLES)[number];

export interface TokenClaims {
  role: Role;
  // Absent for the operator, who has no tenant.
  tenantId?: string;
  subject?: string;
  // Like 15m, 1h or 7d.
  ttl?: string;
}

type TokenConfig = Pick<Config, "jwtSecret" | "jwtAudience" | "jwtIssuer">;

export function mintToken(config: TokenConfig, claims: TokenClaims): string {
  if (config.jwtSecret === undefined) {
    throw new CommandError("Tokens come from the server behind JWT_JWKS_URL, not from here.");
  }
  const { role, tenantId, subject = role, ttl = "1h" } = claims;
  if (!/^\d+[smhd]$/.test(ttl)) throw new CommandError(`"${ttl}" is no time: say 15m, 1h or 7d.`);
  const payload = tenantId === undefined ? { role } : { role, tenant_id: tenantId };
  return jwt.sign(payload, config.jwtSecret, {
    algorithm: "HS256",
    subject,
    audience: config.jwtAudience,
    expiresIn: ttl as `${number}h`,
    ...(config.jwtIssuer === undefined ? {} : { issuer: config.jwtIssuer }),
  });
}
