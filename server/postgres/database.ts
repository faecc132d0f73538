// Which database a process works on: the one the environment names, or the embedded one.
import { ConfigError, type Config } from "../config.ts";
import { createDatabase, databaseExists, withLogin } from "./connection.ts";
import { findEmbedded, type EmbeddedPostgres } from "./embedded.ts";
import { keepEmbedded } from "./keep_embedded.ts";
import { keepSecret } from "./secrets.ts";

const DATABASE = "tenor";

export interface OpenDatabase {
  // With both logins filled in.
  config: Config;
  stop(): Promise<void>;
  // Settles when an embedded server has ended for good; never for a server that is not ours.
  ended: Promise<void>;
}

// For the process that may start the server.
export async function openDatabase(
  config: Config,
  say: (line: string) => void,
): Promise<OpenDatabase> {
  if (!config.embedded) {
    return { config: withGateway(config), stop: async () => {}, ended: new Promise(() => {}) };
  }
  const server = await keepEmbedded({ dataDir: config.dataDir, say });
  try {
    const root = server.urlOf("postgres");
    if (!(await databaseExists(root, DATABASE))) await createDatabase(root, DATABASE);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { config: withLogins(config, server), stop: server.stop, ended: server.ended };
}

// For a process beside it.
export async function findDatabase(config: Config): Promise<Config> {
  if (config.embedded) return withLogins(config, await findEmbedded(config.dataDir));
  return config;
}

export function gatewayPassword(config: Config): string | undefined {
  if (config.gatewayDatabaseUrl === "") return undefined;
  const { username, password } = new URL(config.gatewayDatabaseUrl);
  if (username !== "tenor_gateway") {
    throw new ConfigError("GATEWAY_DATABASE_URL must log in as tenor_gateway, which owns nothing.");
  }
  return password === "" ? undefined : decodeURIComponent(password);
}

function withLogins(config: Config, server: Pick<EmbeddedPostgres, "urlOf">): Config {
  return withGateway({ ...config, databaseUrl: server.urlOf(DATABASE) });
}

function withGateway(config: Config): Config {
  if (config.gatewayDatabaseUrl !== "") return config;
  const password = keepSecret(config.dataDir, "gateway");
  const gatewayDatabaseUrl = withLogin(config.databaseUrl, "tenor_gateway", password);
  return { ...config, gatewayDatabaseUrl };
}
