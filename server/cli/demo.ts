// `npm run demo`: the main job on a fresh sandbox tenant, step by step; `npm run demo -- year`: a year
// of a contract, to the cent. On the platform that runs here, or on one that it starts and stops
// itself.
import { randomBytes } from "node:crypto";
import { loadConfig, type Config } from "../config.ts";
import { DemoError } from "../demo/api_client.ts";
import { tellTheYear } from "../demo/a_year_of_a_contract.ts";
import { liveTheYear } from "../demo/live_the_year.ts";
import { runMainJob } from "../demo/main_job.ts";
import { startApi } from "../http/main.ts";
import { findDatabase, openDatabase } from "../postgres/database.ts";
import { migrateDatabase } from "../postgres/migrate.ts";
import { startWorker } from "../worker/main.ts";
import { CommandError, run } from "./run.ts";

const say = (line: string) => console.log(line);

await run(async () => {
  const config = loadConfig();
  const running = `http://${config.host}:${config.port}`;
  try {
    if (await answers(`${running}/readyz`)) await play(await findDatabase(config), running);
    else await playAlone(config);
  } catch (error) {
    throw error instanceof DemoError ? new CommandError(error.message) : error;
  }
});
process.exit();

async function answers(url: string): Promise<boolean> {
  return await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
    (answer) => answer.ok,
    () => false,
  );
}

async function play(config: Config, url: string): Promise<void> {
  const slug = `northwind-${randomBytes(3).toString("hex")}`;
  const options = { config, url, slug, say };
  if (process.argv[2] === "year") await tellTheYear(options);
  else await liveTheYear(options, await runMainJob(options));
  say(`
Done. The tenant is "${slug}", at ${url}.
   npm run token -- --tenant ${slug} --role admin`);
}

async function playAlone(given: Config): Promise<void> {
  say("Nothing answers here yet: starting the platform for the demo alone.");
  const database = await openDatabase({ ...given, port: 0 }, say);
  const { config } = database;
  await migrateDatabase(config);
  const quiet = { ...config, logLevel: "warn" as const };
  const api = await startApi(quiet);
  const worker = await startWorker(quiet);
  try {
    await play(quiet, api.url);
    say("The platform is stopped again; npm start keeps one running on the same data.");
  } finally {
    await worker.close();
    await api.close();
    await database.stop();
  }
}
