// Runs SQL on the development database and prints what it answers:
// `node server/cli/sql.ts [--data DIR] [-f FILE | "select 1"]`.
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import type { QueryResult } from "pg";
import { withClient } from "../postgres/connection.ts";
import { findEmbedded } from "../postgres/embedded.ts";
import { CommandError, run } from "./run.ts";

await run(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      data: { type: "string", default: ".data/dev" },
      file: { type: "string", short: "f" },
      json: { type: "boolean", default: false },
    },
  });
  const sql = values.file ? fs.readFileSync(values.file, "utf8") : positionals.join(" ");
  if (sql.trim() === "") throw new CommandError("Nothing to run: give SQL or -f FILE.");
  const { urlOf } = await findEmbedded(path.resolve(values.data));
  await withClient(urlOf("tenor"), async (client) => {
    client.on("notice", (notice) => console.error(`${notice.severity}: ${notice.message}`));
    // Several statements give several results, one statement gives one.
    const results = [await client.query(sql)].flat() as QueryResult[];
    for (const { rows, command, rowCount } of results) {
      if (rows.length === 0) console.log(`${command} ${rowCount ?? ""}`.trim());
      else if (values.json) console.log(JSON.stringify(rows, null, 2));
      else console.table(rows);
    }
  });
});
