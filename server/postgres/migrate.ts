// Brings a database to the current version. Safe to repeat, and safe when two do it at once.
import { setTimeout as sleep } from "node:timers/promises";
import { migrate } from "graphile-migrate";
import { clearAllPools } from "graphile-migrate/dist/pgReal.js";
import { ConfigError, type Config, type DatabaseUrl } from "../config.ts";
import { AS_OWNER, migrateSettings, prepareQueue, prepareRoles } from "./definitions.ts";
import { withClient } from "./connection.ts";
import { admitLogins } from "./logins.ts";

// Whoever migrates a large database takes as long as it takes: the second waits without a limit, and
// as the owner for a table no longer than it may.
const LOCK = "select set_config('lock_timeout', '0', false), pg_advisory_lock(7305531)";

/** The administrator makes roles and logins, the migrator does the rest, as the owner. Of the two
 * either suffices: without the administrator the roles stay as they are. */
export async function migrateDatabase(urls: Partial<Pick<Config, DatabaseUrl>>): Promise<void> {
  const { databaseUrl: admin } = urls;
  if (admin) {
    await prepareRoles(admin);
    await admitLogins(admin, urls);
  }
  const url = urls.migrationDatabaseUrl || admin;
  if (!url) throw new ConfigError("DATABASE_URL and MIGRATION_DATABASE_URL are missing.");
  // Held by a session that does nothing else: a second run waits here, then finds nothing to do.
  const migrateAlone = async () => {
    await prepareQueue(url);
    await migrate(await migrateSettings(url));
    await letGo();
  };
  await withClient(
    url,
    async (lock) => {
      await lock.query(LOCK);
      await migrateAlone();
    },
    { options: AS_OWNER },
  );
}

// graphile-migrate keeps its connections for a while, and ends the process when the server closes
// one of them.
export async function letGo(): Promise<void> {
  clearAllPools();
  await sleep(50);
}
