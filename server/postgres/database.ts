// Which database a process works on: the one the environment names, or the embedded one.
import type { Config } from "../config.ts";
import { archiving, prepareBackups } from "./backup.ts";
import { createDatabase, databaseExists } from "./connection.ts";
import { findEmbedded, type EmbeddedPostgres } from "./embedded.ts";
import { keepEmbedded } from "./keep_embedded.ts";
import { withLogins } from "./logins.ts";
import { postgresUser } from "./run_as.ts";

const DATABASE = "tenor";

export interface OpenDatabase {
  // With all logins filled in.
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
    return { config: withLogins(config), stop: async () => {}, ended: new Promise(() => {}) };
  }
  const { dataDir, backupDir } = config;
  if (backupDir !== undefined) prepareBackups(backupDir, postgresUser(), say);
  const settings = backupDir === undefined ? {} : archiving(backupDir);
  const server = await keepEmbedded({ dataDir, settings, say });
  try {
    const root = server.urlOf("postgres");
    if (!(await databaseExists(root, DATABASE))) await createDatabase(root, DATABASE);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { config: at(config, server), stop: server.stop, ended: server.ended };
}

// For a process beside it.
export async function findDatabase(config: Config): Promise<Config> {
  if (config.embedded) return at(config, await findEmbedded(config.dataDir));
  return config;
}

function at(config: Config, server: Pick<EmbeddedPostgres, "urlOf">): Config {
  return withLogins({ ...config, databaseUrl: server.urlOf(DATABASE) });
}
