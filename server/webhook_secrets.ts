// Secrets that sign webhooks: made and sealed before the database hears of them, opened for the one
// answer that shows them and for the signature.
import { randomBytes } from "node:crypto";
import type { Vault } from "./vault.ts";

const purposeOf = (tenantId: string): string => `webhook_secret:${tenantId}`;

/** For the setting `tenor.sealed_secret`: the database keeps it if a secret is asked for. */
export function freshWebhookSecret({ seal, keyId }: Vault, tenantId: string): string {
  const secret = `whsec_${randomBytes(32).toString("base64")}`;
  return JSON.stringify({ sealed: seal(secret, purposeOf(tenantId)), key_id: keyId });
}

export const openWebhookSecret = ({ open }: Vault, tenantId: string, sealed: string): string =>
  open(sealed, purposeOf(tenantId));

export const resealWebhookSecret = (vault: Vault, tenantId: string, sealed: string): string =>
  vault.seal(openWebhookSecret(vault, tenantId, sealed), purposeOf(tenantId));
