// `npm run migrate`: brings a database to the current version.
import { loadConfig, type Config } from "../config.ts";
import { findDatabase, openDatabase } from "../postgres/database.ts";
import { migrateDatabase } from "../postgres/migrate.ts";
import { run } from "./run.ts";

await run(async () => {
  const config = loadConfig(process.env, { signsTokens: false });
  // The embedded server may be up already, under `npm start`.
  const found = config.embedded ? await findDatabase(config).catch(() => undefined) : config;
  if (found) {
    await bring(found);
    return;
  }
  const database = await openDatabase(config, console.log);
  try {
    await bring(database.config);
  } finally {
    await database.stop();
  }
});

async function bring(config: Config): Promise<void> {
  await migrateDatabase(config);
  console.log("The database is up to date.");
}
