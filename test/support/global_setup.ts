// One Postgres for the whole run, with a template that every test file clones.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { createDatabase, withClient } from "../../server/postgres/connection.ts";
import { applyDefinitions, prepareDatabase } from "../../server/postgres/definitions.ts";
import { startEmbedded } from "../../server/postgres/embedded.ts";
import { admitLogins, loginsAt } from "../../server/postgres/logins.ts";
import { copyDatabase, PGTAP_TEMPLATE, TEMPLATE } from "./copy_database.ts";
import { pgtapSettings } from "./pgtap_files.ts";

export interface TestServer {
  // The superuser's connection to the database `postgres`.
  rootUrl: string;
  // Where the logins' passwords are kept.
  dataDir: string;
}

declare module "vitest" {
  export interface ProvidedContext {
    server: TestServer;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "tenor-test-"));
  const server = await startEmbedded({
    dataDir,
    durable: false,
    settings: { ...(await pgtapSettings(dataDir)), max_connections: "300" },
  });
  const stop = async () => {
    await server.stop();
    fs.rmSync(dataDir, { recursive: true, force: true });
  };
  const rootUrl = server.urlOf("postgres");
  try {
    await buildTemplates(rootUrl, server.urlOf, dataDir);
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide("server", { rootUrl, dataDir });
  return stop;
}

async function buildTemplates(
  rootUrl: string,
  urlOf: (database: string) => string,
  dataDir: string,
): Promise<void> {
  await createDatabase(rootUrl, TEMPLATE);
  await prepareDatabase(urlOf(TEMPLATE));
  await applyDefinitions(urlOf(TEMPLATE));
  await admitLogins(urlOf(TEMPLATE), loginsAt(urlOf(TEMPLATE), dataDir));

  await copyDatabase(rootUrl, TEMPLATE, PGTAP_TEMPLATE);
  const personas = fs.readFileSync(path.join(import.meta.dirname, "personas.sql"), "utf8");
  await withClient(urlOf(PGTAP_TEMPLATE), async (client) => {
    await client.query("create schema pgtap; create extension pgtap schema pgtap");
    await client.query("grant usage on schema pgtap to public");
    await client.query("grant execute on all functions in schema pgtap to public");
    await client.query("grant select on all tables in schema pgtap to public");
    await client.query(personas);
  });
  // A database is cloned only while nobody is connected to it.
  await withClient(rootUrl, async (client) => {
    for (const name of [TEMPLATE, PGTAP_TEMPLATE]) {
      await client.query(`alter database ${name} with allow_connections false is_template true`);
    }
  });
}
