// The real API over real HTTP, on a database of its own.
import { loadConfig, type Config } from "../../server/config.ts";
import { mintToken, type Role } from "../../server/cli/mint_token.ts";
import { startApi } from "../../server/http/main.ts";
import { closeAtTheEnd } from "./closing.ts";
import { environmentOf, fileDatabase } from "./databases.ts";
import { openTenant, type Tenancy, type TenantOptions } from "./tenants.ts";
import { httpClient, type Http } from "./http.ts";

export const TEST_SECRET = "a key for tests only, of more than 32 characters";

export interface CallerOptions {
  subject?: string;
  tenantId?: string;
  ttl?: string;
}

export interface TestApi {
  url: string;
  config: Config;
  tenancy: Tenancy;
  tenantId: string;
  // With a token of that role in the test's tenant.
  as(role: Role, options?: CallerOptions): Http;
  // With any token, or none.
  bearing(token?: string): Http;
  token(role: Role, options?: CallerOptions): string;
  close(): Promise<void>;
}

export interface TestApiOptions extends TenantOptions {
  // Variables of the environment, by their names.
  env?: Record<string, string>;
}

export async function startTestApi({ env, ...options }: TestApiOptions = {}): Promise<TestApi> {
  const database = options.database ?? (await fileDatabase());
  const config = loadConfig({
    PORT: "0",
    ...environmentOf(database),
    JWT_SECRET: TEST_SECRET,
    SECRET_KEY: TEST_SECRET,
    LOG_LEVEL: "silent",
    RATE_LIMIT_PER_MINUTE: "1000000",
    RATE_LIMIT_ANONYMOUS_PER_MINUTE: "1000000",
    ...env,
  });
  const tenancy = await openTenant({ ...options, database });
  const api = await startApi(config);
  closeAtTheEnd(api.close);

  const token: TestApi["token"] = (role, { tenantId = tenancy.tenantId, ...more } = {}) =>
    mintToken(config, { role, ...(role === "operator" ? {} : { tenantId }), ...more });
  const bearing = (text?: string) => httpClient(api.url, text);
  return {
    url: api.url,
    config,
    tenancy,
    tenantId: tenancy.tenantId,
    token,
    bearing,
    as: (role, more) => bearing(token(role, more)),
    close: api.close,
  };
}
