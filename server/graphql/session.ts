// Who acts: verified claims, and the transaction-local settings by which the database knows them.
import type { Request } from "express";

const ROLES = {
  viewer: "tenor_viewer",
  sales: "tenor_sales",
  finance: "tenor_finance",
  approver: "tenor_approver",
  admin: "tenor_admin",
  operator: "tenor_operator",
} as const;

export type RoleWord = keyof typeof ROLES;

export interface Claims {
  sub: string;
  role: RoleWord;
  // Absent for the operator only.
  tenantId?: string;
}

export type CallerRequest = Request & {
  /** What the token said, once it is believed. */
  claims?: Claims;
  /** Aborted when the caller leaves before the answer. */
  left?: AbortSignal;
};

export interface RequestFacts {
  requestId: string;
  clientIp: string;
  /** Opens what the database keeps encrypted. */
  secretKey?: string | undefined;
}

// Patience of the API, and no compilation: it costs more than the short questions asked here.
const LIMITS = {
  statement_timeout: "30s",
  idle_in_transaction_session_timeout: "30s",
  jit: "off",
};

export const isRoleWord = (word: unknown): word is RoleWord =>
  typeof word === "string" && Object.hasOwn(ROLES, word);

export function sessionSettings(claims: Claims, facts: RequestFacts): Record<string, string> {
  // Secrets are made by admins alone; nobody else's transaction needs the key.
  const key = claims.role === "admin" ? facts.secretKey : undefined;
  return {
    role: ROLES[claims.role],
    "tenor.tenant_id": claims.tenantId ?? "",
    "tenor.subject": claims.sub,
    "tenor.request_id": facts.requestId,
    "tenor.client_ip": facts.clientIp,
    ...LIMITS,
    ...(key ? { "tenor.secret_key": key } : {}),
  };
}
