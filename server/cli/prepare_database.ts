// Called by graphile-migrate after it has made an empty database; it gives the address in GM_DBURL.
import { prepareDatabase } from "../postgres/definitions.ts";
import { CommandError, run } from "./run.ts";

await run(async () => {
  const url = process.env.GM_DBURL;
  if (!url) throw new CommandError("GM_DBURL is missing: graphile-migrate sets it.");
  await prepareDatabase(url);
});
