// `npm run token -- --tenant SLUG --role ROLE [--ttl 1h] [--subject WHO]`: prints a token signed
// with the configured key.
import { parseArgs } from "node:util";
import { loadConfig } from "../config.ts";
import { findDatabase } from "../postgres/database.ts";
import { findTenant } from "./find_tenant.ts";
import { mintToken, ROLES, type Role } from "./mint_token.ts";
import { CommandError, run } from "./run.ts";

await run(async () => {
  const { values } = parseArgs({
    options: {
      tenant: { type: "string" },
      role: { type: "string" },
      ttl: { type: "string", default: "1h" },
      subject: { type: "string" },
    },
  });
  const role = ROLES.find((name) => name === values.role);
  if (!role) throw new CommandError(`Say which role: --role ${ROLES.join(" | ")}.`);
  const config = await findDatabase(loadConfig());
  const claims = { role, ttl: values.ttl, ...(values.subject ? { subject: values.subject } : {}) };
  console.log(mintToken(config, { ...claims, ...(await tenantOf(role)) }));

  async function tenantOf(who: Role): Promise<{ tenantId?: string }> {
    if (who === "operator") return {};
    if (!values.tenant) throw new CommandError("Say which tenant: --tenant SLUG.");
    const tenantId = await findTenant(config.gatewayDatabaseUrl, values.tenant);
    if (!tenantId) throw new CommandError(`There is no tenant "${values.tenant}".`);
    return { tenantId };
  }
});
