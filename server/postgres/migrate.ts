// Brings a database to the current version. Safe to repeat, and safe when two do it at once.
import { setTimeout as sleep } from "node:timers/promises";
import { migrate } from "graphile-migrate";
import { clearAllPools } from "graphile-migrate/dist/pgReal.js";
import { migrateSettings, prepareDatabase } from "./definitions.ts";
import { withClient } from "./connection.ts";

export interface MigrateOptions {
  // The password that tenor_gateway shall log in with; without it, the one it has stays.
  gatewayPassword?: string | undefined;
}

const LOCK = "select pg_advisory_lock(7305531)";

export async function migrateDatabase(url: string, options: MigrateOptions = {}): Promise<void> {
  // Held by a session that does nothing else: a second run waits here, then finds nothing to do.
  await withClient(url, async (lock) => {
    await lock.query(LOCK);
    await prepareDatabase(url);
    await migrate(await migrateSettings(url));
    await letGo();
    if (options.gatewayPassword !== undefined) await admitGateway(url, options.gatewayPassword);
  });
}

// graphile-migrate keeps its connections for a while, and ends the process when the server closes
// one of them.
export async function letGo(): Promise<void> {
  clearAllPools();
  await sleep(50);
}

export async function admitGateway(url: string, password: string): Promise<void> {
  await withClient(url, async (client) => {
    // Roles belong to the cluster: of two databases migrated at once, one would fail.
    await client.query("begin");
    await client.query("select pg_advisory_xact_lock(7305530)");
    await client.query("set local password_encryption to 'scram-sha-256'");
    await client.query(`alter role tenor_gateway login password ${client.escapeLiteral(password)}`);
    await client.query("commit");
  });
}
