// `npm run docs`: writes docs/schema.md and docs/openapi.json anew, from db/ alone.
import fs from "node:fs";
import path from "node:path";
import { openApiPage } from "../docs/open_api_page.ts";
import { schemaPage } from "../docs/schema_page.ts";
import { createDatabase } from "../postgres/connection.ts";
import { applyDefinitions, prepareDatabase, ROOT } from "../postgres/definitions.ts";
import { admitLogins, loginsAt } from "../postgres/logins.ts";
import { withScratchServer } from "../postgres/scratch.ts";
import { run } from "./run.ts";

await run(async () => {
  await withScratchServer(async (server) => {
    const url = server.urlOf("tenor");
    await createDatabase(server.urlOf("postgres"), "tenor");
    await prepareDatabase(url);
    await applyDefinitions(url);
    const logins = loginsAt(url, server.dataDir);
    await admitLogins(url, logins);

    write("schema.md", await schemaPage(url));
    write("openapi.json", await openApiPage(logins.gatewayDatabaseUrl));
  });
});
// Building the GraphQL schema leaves timers behind.
process.exit();

function write(name: string, text: string): void {
  const file = path.join(ROOT, "docs", name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
  console.log(`docs/${name}: ${text.split("\n").length} lines`);
}
