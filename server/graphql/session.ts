// Who acts: verified claims, and the transaction-local settings by which the database knows them.
import { setImmediate } from "node:timers/promises";
import type { Request } from "express";
import type { Vault } from "../vault.ts";
import { freshWebhookSecret } from "../webhook_secrets.ts";

const ROLES = {
  viewer: "tenor_viewer",
  sales: "tenor_sales",
  finance: "tenor_finance",
  cashier: "tenor_cashier",
  tax: "tenor_tax",
  approver: "tenor_approver",
  auditor: "tenor_auditor",
  admin: "tenor_admin",
  operator: "tenor_operator",
} as const;

export type RoleWord = keyof typeof ROLES;

export interface Claims {
  sub: string;
  role: RoleWord;
  // Absent for the operator only.
  tenantId?: string;
  // When the token was issued, in seconds since 1970.
  issuedAt?: number;
}

export type CallerRequest = Request & {
  /** What the token said, once it is believed. */
  claims?: Claims;
  /** Aborted when the caller leaves before the answer. */
  left?: AbortSignal;
  /** To be told whenever the process goes on with this request, after others. */
  resumed?: () => void;
  /** Waits while others are served who have had less. */
  giveWay?: () => Promise<void>;
};

/** Before what may take long, and after. */
export async function turnForOthers(request: CallerRequest | undefined): Promise<void> {
  await setImmediate();
  await request?.giveWay?.();
  request?.resumed?.();
}

export interface RequestFacts {
  requestId: string;
  clientIp: string;
  /** Seals what the database keeps. */
  vault?: Vault | undefined;
}

export type Settings = Record<string, string>;

// Patience of the API, and no compilation: it costs more than the short questions asked here.
const LIMITS = {
  statement_timeout: "30s",
  idle_in_transaction_session_timeout: "30s",
  jit: "off",
};

// For who acts on one object or reads it, which asks the same each time: a plan made once a session,
// where Postgres would make one for each of the first five times.
export const ONE_PLAN = { plan_cache_mode: "force_generic_plan" };

export const isRoleWord = (word: unknown): word is RoleWord =>
  typeof word === "string" && Object.hasOwn(ROLES, word);

export function sessionSettings(claims: Claims, facts: RequestFacts): Settings {
  const { role, tenantId, issuedAt } = claims;
  const { vault } = facts;
  const settings = {
    role: ROLES[role],
    "tenor.tenant_id": tenantId ?? "",
    "tenor.subject": claims.sub,
    "tenor.issued_at": issuedAt === undefined ? "" : String(issuedAt),
    "tenor.request_id": facts.requestId,
    "tenor.client_ip": facts.clientIp,
    ...LIMITS,
  };
  // Secrets are made by admins alone.
  if (!vault || role !== "admin" || tenantId === undefined) return settings;
  return {
    ...settings,
    // Read anew by each transaction: two of one request have two secrets.
    get "tenor.sealed_secret"() {
      return freshWebhookSecret(vault, tenantId);
    },
  };
}
