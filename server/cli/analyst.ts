// `npm run analyst -- --tenant SLUG --login NAME [--password SECRET]`: a login that reads the
// analytics views of one tenant.
import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { loadConfig } from "../config.ts";
import { findDatabase } from "../postgres/database.ts";
import { createAnalyst } from "./create_analyst.ts";
import { CommandError, run } from "./run.ts";

await run(async () => {
  const { values } = parseArgs({
    options: {
      tenant: { type: "string" },
      login: { type: "string" },
      password: { type: "string" },
    },
  });
  if (!values.tenant || !values.login) {
    throw new CommandError("Say --tenant SLUG and --login NAME.");
  }
  const config = await findDatabase(loadConfig(process.env, { signsTokens: false }));
  const password = values.password ?? randomBytes(18).toString("base64url");
  const open = await createAnalyst(config.databaseUrl, {
    login: values.login,
    password,
    slug: values.tenant,
  });
  if (open.length > 0) {
    console.log(
      `Every login of this server may also enter: ${open.join(", ")}. There nothing bounds what it ` +
        "keeps: revoke connect on database … from public.",
    );
  }
  console.log(`${values.login} reads ${values.tenant}; password: ${password}`);
});
