// `npm run backup [-- --keep N]`: a copy of the whole Postgres into BACKUP_DIR, while it serves. With
// --keep, all but the newest N copies are removed, with what only they need.
import { parseArgs } from "node:util";
import { loadConfig } from "../config.ts";
import { forgetCopies, takeCopy } from "../postgres/backup.ts";
import { findDatabase } from "../postgres/database.ts";
import { CommandError, run } from "./run.ts";

await run(async () => {
  const { values } = parseArgs({ options: { keep: { type: "string" } } });
  const keep = values.keep;
  if (keep !== undefined && !/^[1-9]\d{0,5}$/.test(keep)) {
    throw new CommandError("--keep is the number of backups to keep, 1 or more.");
  }
  const config = await findDatabase(loadConfig(process.env, { signsTokens: false }));
  if (config.backupDir === undefined) throw new CommandError("BACKUP_DIR is missing.");
  if (config.databaseUrl === "") throw new CommandError("DATABASE_URL is missing.");
  console.log(`Kept as ${await takeCopy(config.databaseUrl, config.backupDir)}`);
  const old = keep === undefined ? [] : forgetCopies(config.backupDir, Number(keep));
  if (old.length > 0) console.log(`Removed ${old.join(", ")}`);
  console.log("Not in it: files of documents, secrets and heads of the audit log.");
});
