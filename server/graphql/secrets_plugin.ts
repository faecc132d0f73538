// The database answers a new webhook's secret sealed; here it is opened, for the one who made it.
import { context, lambda, type Step } from "postgraphile/grafast";
import { wrapPlans } from "postgraphile/utils";
import type { Vault } from "../vault.ts";
import { openWebhookSecret } from "../webhook_secrets.ts";
import type { Claims } from "./session.ts";

type Open = (sealed: string) => string;

export const openerOf =
  (vault: Vault, { tenantId = "" }: Claims): Open =>
  (sealed) =>
    openWebhookSecret(vault, tenantId, sealed);

export const SecretsPlugin: GraphileConfig.Plugin = wrapPlans({
  EndpointWithSecret: {
    secret(plan: () => Step<string | null>) {
      const opener = context().get("openSecret" as never) as unknown as Step<Open>;
      return lambda([plan(), opener] as const, ([sealed, open]) => sealed && open(sealed));
    },
  },
});
