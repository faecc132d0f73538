// One login for each kind of process, with the rights of that one alone.
import { ConfigError, type Config } from "../config.ts";
import { withClient, withLogin } from "./connection.ts";
import { scramVerifier } from "./scram.ts";
import { keepSecret } from "./secrets.ts";

const LOGINS = {
  migrationDatabaseUrl: { login: "tenor_migrator", variable: "MIGRATION_DATABASE_URL" },
  gatewayDatabaseUrl: { login: "tenor_gateway", variable: "GATEWAY_DATABASE_URL" },
  workerDatabaseUrl: { login: "tenor_runner", variable: "WORKER_DATABASE_URL" },
} as const;

type Which = keyof typeof LOGINS;
type Urls = Record<Which, string>;
const ALL = Object.entries(LOGINS) as [Which, (typeof LOGINS)[Which]][];

/** Addresses that were given stay; the others get a password that nobody chose. */
export function withLogins<Given extends Config>(config: Given): Given {
  const missing = ALL.filter(([which]) => config[which] === "");
  return { ...config, ...loginsAt(config.databaseUrl, config.dataDir, missing) };
}

/** The addresses of all logins of a database, with passwords kept under a data directory. */
export function loginsAt(url: string, dataDir: string, which = ALL): Urls {
  return Object.fromEntries(
    which.map(([name, { login }]) => [name, withLogin(url, login, keepSecret(dataDir, login))]),
  ) as Urls;
}

/** The logins' passwords as their addresses say them; where none is said, the one it has stays. */
export async function admitLogins(adminUrl: string, urls: Partial<Urls>): Promise<void> {
  const passwords = ALL.flatMap(([which, { login, variable }]) => {
    const url = urls[which];
    if (!url) return [];
    const { username, password } = new URL(url);
    if (username !== login) {
      throw new ConfigError(`${variable} must log in as ${login}, which owns nothing.`);
    }
    return password === "" ? [] : [{ login, password: decodeURIComponent(password) }];
  });
  await withClient(adminUrl, async (client) => {
    // Roles belong to the cluster: of two databases migrated at once, one would fail.
    await client.query("begin");
    await client.query("select pg_advisory_xact_lock(7305530)");
    for (const { login, password } of passwords) {
      await client.query(`alter role ${login} login password '${scramVerifier(password)}'`);
    }
    await client.query("commit");
  });
}

interface Asks {
  query<Row extends object>(sql: string): Promise<{ rows: Row[] }>;
}

/** A process that stays never goes around the wall, whatever address it was given. */
export async function refuseSuperuser(database: Asks, which: Which): Promise<void> {
  const { rows } = await database.query<{ is_superuser: string }>(
    "select current_setting('is_superuser') as is_superuser",
  );
  if (rows[0]?.is_superuser !== "off") {
    const { login, variable } = LOGINS[which];
    throw new ConfigError(`${variable} is a superuser's, whom no wall holds: use ${login}.`);
  }
}

export function addressOf(config: Config, which: Which): string {
  if (config[which] === "") throw new ConfigError(`${LOGINS[which].variable} is missing.`);
  return config[which];
}
