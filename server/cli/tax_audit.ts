// `npm run tax:audit`: where the standard rates of db/tax/data differ from those that a library of
// the field keeps, both ways. What was reviewed says why it stands; what was not ends with an error.
import { createDatabase } from "../postgres/connection.ts";
import { applyDefinitions, prepareDatabase } from "../postgres/definitions.ts";
import { withScratchServer } from "../postgres/scratch.ts";
import { keptRates } from "../tax/kept_rates.ts";
import { compareRates, libraryRates } from "../tax/rate_audit.ts";
import { reviewOf } from "../tax/reviewed_rates.ts";
import { run } from "./run.ts";

await run(async () => {
  const ours = await withScratchServer(async (server) => {
    const url = server.urlOf("tenor");
    await createDatabase(server.urlOf("postgres"), "tenor");
    await prepareDatabase(url);
    await applyDefinitions(url);
    return await keptRates(url);
  });
  const today = new Date().toISOString().slice(0, 10);
  const { differences, unknown } = compareRates(ours, libraryRates(), today);
  const percent = (rate: number | undefined) => (rate === undefined ? "unknown" : `${rate} %`);

  console.log(`Standard rates since 2024 as of ${today}: ours, the library's, and why ours stands`);
  for (const it of differences) {
    const line = [it.place, it.day, percent(it.ours), percent(it.theirs), reviewOf(it) ?? "NEW"];
    console.log(line.join("  "));
  }
  console.log(`Known to the library alone, entered by the tenants who sell there:`);
  console.log(unknown.join(" "));
  const fresh = differences.filter((it) => reviewOf(it) === undefined);
  if (fresh.length > 0) throw new Error(`${fresh.length} differences were not reviewed.`);
});
