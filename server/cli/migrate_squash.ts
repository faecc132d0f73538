// `npm run migrate:squash`: before the first release the history is one migration, made from db/.
import fs from "node:fs";
import path from "node:path";
import { ROOT, squashedMigration } from "../postgres/definitions.ts";
import { CommandError, run } from "./run.ts";

await run(async () => {
  const { version } = JSON.parse(fs.readFileSync(path.join(ROOT, "package.json"), "utf8"));
  if (!version.startsWith("0.")) {
    throw new CommandError("The history is released: write a migration in current.sql instead.");
  }
  const folder = path.join(ROOT, "migrations/committed");
  const text = await squashedMigration("foundation");
  fs.mkdirSync(folder, { recursive: true });
  for (const name of fs.readdirSync(folder)) fs.rmSync(path.join(folder, name));
  fs.writeFileSync(path.join(folder, "000001-foundation.sql"), text);
  console.log(`migrations/committed/000001-foundation.sql: ${text.split("\n").length} lines`);
});
