// The whole platform on this machine, as `npm start` runs it: Postgres with its default durability,
// the API in a process of its own. The load comes from this process.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { startChild } from "../../server/cli/child.ts";
import { mintToken, type Role } from "../../server/cli/mint_token.ts";
import { loadConfig, type Config } from "../../server/config.ts";
import { sessionSettings } from "../../server/graphql/session.ts";
import { openDatabase } from "../../server/postgres/database.ts";
import { migrateDatabase } from "../../server/postgres/migrate.ts";

export interface Platform {
  config: Config;
  url: string;
  tenantId: string;
  /** As the database's superuser, in the tenant. */
  root: pg.Client;
  /** A connection on which every statement is that role's. */
  connect(role: Role): Promise<pg.Client>;
  /** The answer's JSON; fails on anything but success. */
  post(role: Role, path: string, body: unknown): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

export async function openPlatform(): Promise<Platform> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "tenor-bench-"));
  const { TENOR_DATA_DIR: _, DATABASE_URL: __, GATEWAY_DATABASE_URL: ___, ...env } = process.env;
  const given = loadConfig({
    ...env,
    TENOR_DATA_DIR: dataDir,
    PORT: "0",
    LOG_LEVEL: "warn",
    RATE_LIMIT_PER_MINUTE: "10000000",
  });
  const database = await openDatabase(given, () => {});
  const { config } = database;
  await migrateDatabase(config);
  const api = startChild("api", environmentOf(config), console.error);
  const url = (await api.ready) ?? "";
  const tenantId = await provision(config, url);

  const open: pg.Client[] = [];
  const connectTo = async (connectionString: string, settings: Record<string, string>) => {
    const client = new pg.Client({ connectionString });
    await client.connect();
    await client.query("select set_config(key, value, false) from jsonb_each_text($1::jsonb)", [
      JSON.stringify(settings),
    ]);
    open.push(client);
    return client;
  };
  const root = await connectTo(config.databaseUrl, { "tenor.tenant_id": tenantId });
  const tokens = new Map<Role, string>();
  const tokenOf = (role: Role) => {
    const token = tokens.get(role) ?? mintToken(config, { role, tenantId, ttl: "12h" });
    tokens.set(role, token);
    return token;
  };
  return {
    config,
    url,
    tenantId,
    root,
    connect: async (role) =>
      await connectTo(
        config.gatewayDatabaseUrl,
        sessionSettings({ sub: role, role, tenantId }, { requestId: "bench", clientIp: "" }),
      ),
    post: async (role, at, body) => await post(url + at, tokenOf(role), body),
    close: async () => {
      await Promise.all(open.map((client) => client.end()));
      await api.stop();
      await database.stop();
      fs.rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export function environmentOf(config: Config): NodeJS.ProcessEnv {
  return {
    ...process.env,
    GRAPHILE_ENV: "production",
    GATEWAY_DATABASE_URL: config.gatewayDatabaseUrl,
    WORKER_DATABASE_URL: config.workerDatabaseUrl,
    SECRET_KEY: config.secretKey,
    TENOR_DATA_DIR: config.dataDir,
    JWT_SECRET: config.jwtSecret,
    PORT: "0",
    LOG_LEVEL: config.logLevel,
    RATE_LIMIT_PER_MINUTE: String(config.rateLimitPerMinute),
  };
}

async function provision(config: Config, url: string): Promise<string> {
  const tenant = await post(`${url}/api/tenants`, mintToken(config, { role: "operator" }), {
    name: "Bench",
    slug: "bench",
    currency: "USD",
    time_zone: "America/New_York",
    sandbox: true,
    clock_at: "2026-02-01T12:00:00Z",
  });
  return String(tenant.id);
}

async function post(url: string, token: string, body: unknown): Promise<Record<string, unknown>> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`POST ${url} answered ${answer.status}: ${text}`);
  return JSON.parse(text);
}
