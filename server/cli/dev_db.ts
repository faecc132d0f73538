// A database for development: `npm run dev:db -- [--port N] [--data DIR] [--once]` starts a server,
// applies db/ to the database `tenor` and stays. Run again beside a staying one, it applies db/
// to a fresh `tenor` there and leaves.
import path from "node:path";
import { parseArgs } from "node:util";
import { createDatabase, withClient, withDatabase } from "../postgres/connection.ts";
import { applyDefinitions, prepareDatabase } from "../postgres/definitions.ts";
import { findEmbedded, startEmbedded } from "../postgres/embedded.ts";
import { admitLogins, loginsAt } from "../postgres/logins.ts";
import { pgtapSettings } from "../../test/support/pgtap_files.ts";
import { run } from "./run.ts";

await run(async () => {
  const { values } = parseArgs({
    options: { port: { type: "string" }, data: { type: "string", default: ".data/dev" } },
  });
  const dataDir = path.resolve(values.data);
  const running = await findEmbedded(dataDir).catch(() => undefined);
  if (running) {
    await rebuild(running.urlOf("tenor"), dataDir);
    return;
  }
  const server = await startEmbedded({
    dataDir,
    ...(values.port ? { port: Number(values.port) } : {}),
    durable: false,
    settings: await pgtapSettings(dataDir),
    say: console.log,
  });
  await rebuild(server.urlOf("tenor"), dataDir).catch((error: Error) => {
    console.error(error.message);
    console.error("The server stays; run this again when it is mended.");
  });
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => resolve());
  });
  await server.stop();
});

async function rebuild(url: string, dataDir: string): Promise<void> {
  const started = Date.now();
  const root = withDatabase(url, "postgres");
  await withClient(root, (client) => client.query("drop database if exists tenor with (force)"));
  await createDatabase(root, "tenor");
  await prepareDatabase(url);
  await applyDefinitions(url);
  await admitLogins(url, loginsAt(url, dataDir));
  await withClient(url, (client) =>
    client.query("create schema if not exists pgtap; create extension pgtap schema pgtap"),
  );
  console.log(`db/ applied in ${Date.now() - started} ms\n${url}`);
}
