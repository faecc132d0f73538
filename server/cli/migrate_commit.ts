// `npm run migrate:commit -- -m "words"`: freezes current.sql as the next migration. Tried on a
// server of its own that is thrown away, so nobody's database is needed or touched.
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { commit } from "graphile-migrate";
import { createDatabase, withClient } from "../postgres/connection.ts";
import { migrateSettings, prepareDatabase, ROOT } from "../postgres/definitions.ts";
import type { EmbeddedPostgres } from "../postgres/embedded.ts";
import { letGo, migrateDatabase } from "../postgres/migrate.ts";
import { withScratchServer } from "../postgres/scratch.ts";
import { CommandError, run } from "./run.ts";

await run(async () => {
  const { values } = parseArgs({ options: { message: { type: "string", short: "m" } } });
  if (!values.message) throw new CommandError('Say what the migration does: -m "words".');
  const current = path.join(ROOT, "migrations/current.sql");
  const committed = path.join(ROOT, "migrations/committed");
  const written = fs.readFileSync(current, "utf8");

  try {
    await withScratchServer(commitOn);
    // It leaves them closed to others, who have to read them in production.
    for (const name of fs.readdirSync(committed)) fs.chmodSync(path.join(committed, name), 0o644);
  } catch (error) {
    // graphile-migrate leaves the text with every include expanded.
    fs.writeFileSync(current, written);
    throw error;
  }

  async function commitOn(server: EmbeddedPostgres): Promise<void> {
    const url = server.urlOf("tenor");
    await createDatabase(server.urlOf("postgres"), "tenor");
    await prepareDatabase(url);
    // The settings of .gmrc hold for graphile-migrate's own create database too.
    await withClient(url, (client) => client.query("alter role tenor_owner createdb"));
    await migrateDatabase({ databaseUrl: url });
    const prepare = path.join(import.meta.dirname, "prepare_database.ts");
    const settings = await migrateSettings(url, {
      rootConnectionString: server.urlOf("postgres"),
      shadowConnectionString: server.urlOf("tenor_shadow"),
      databaseOwner: "tenor_owner",
      afterReset: [{ _: "command", command: `"${process.execPath}" "${prepare}"` }],
    });
    try {
      await commit(settings, values.message);
    } finally {
      await letGo();
    }
  }
});
