// `npm run restore [-- --at TIME]`: brings the newest backup in BACKUP_DIR, and what was archived
// since, or until TIME, into TENOR_DATA_DIR, where no database may be.
import { parseArgs } from "node:util";
import { z } from "zod";
import { loadConfig } from "../config.ts";
import { restoreBackup } from "../postgres/restore.ts";
import { CommandError, run } from "./run.ts";

const Time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

await run(async () => {
  const { values } = parseArgs({ options: { at: { type: "string" } } });
  const at = Time.optional().safeParse(values.at);
  if (!at.success) throw new CommandError("--at is a time such as 2026-03-01T12:00:00Z.");
  const { dataDir, backupDir } = loadConfig(process.env, {
    signsTokens: false,
    makesSecrets: false,
  });
  if (backupDir === undefined) throw new CommandError("BACKUP_DIR is missing.");
  await restoreBackup({ dataDir, backupDir, at: at.data, say: console.log });
  console.log(`The database in ${dataDir} is as it was then. \`npm start\` opens it.`);
});
