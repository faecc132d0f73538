// `npm run db:current`: runs migrations/current.sql against the development database. Repeat at
// will: what it says must be true after one run and after ten.
import { current } from "graphile-migrate";
import { loadConfig } from "../config.ts";
import { findDatabase } from "../postgres/database.ts";
import { migrateSettings, prepareDatabase } from "../postgres/definitions.ts";
import { run } from "./run.ts";

await run(async () => {
  const { databaseUrl } = await findDatabase(loadConfig(process.env, { signsTokens: false }));
  await prepareDatabase(databaseUrl);
  await current(await migrateSettings(databaseUrl));
  console.log("migrations/current.sql has run.");
});
