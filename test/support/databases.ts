import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import { withDatabase } from "../../server/postgres/connection.ts";
import { loginsAt } from "../../server/postgres/logins.ts";
import { checkBooks } from "./books.ts";
import { closeAtTheEnd, onceAFile } from "./closing.ts";
import { copyDatabase, PGTAP_TEMPLATE, TEMPLATE } from "./copy_database.ts";

export interface TestDatabase {
  name: string;
  // As the superuser, whom row level security does not bind.
  rootUrl: string;
  // As the login of the API.
  gatewayUrl: string;
  // As the login of the worker.
  workerUrl: string;
}

// An empty Tenor database of its own. It goes away with the server.
export async function cloneDatabase({ pgtap = false } = {}): Promise<TestDatabase> {
  const { rootUrl, dataDir } = inject("server");
  const name = `test_${randomBytes(6).toString("hex")}`;
  await copyDatabase(rootUrl, pgtap ? PGTAP_TEMPLATE : TEMPLATE, name);
  const url = withDatabase(rootUrl, name);
  // A pgTAP file rolls back, and has its books checked before.
  if (!pgtap) closeAtTheEnd(() => checkBooks(url));
  return { name, ...urlsOf(url, dataDir) };
}

/** The addresses of a database, with passwords kept under a data directory. */
export function urlsOf(rootUrl: string, dataDir: string): Omit<TestDatabase, "name"> {
  const { gatewayDatabaseUrl, workerDatabaseUrl } = loginsAt(rootUrl, dataDir);
  return { rootUrl, gatewayUrl: gatewayDatabaseUrl, workerUrl: workerDatabaseUrl };
}

/** As the environment of API and worker names them. */
export function environmentOf(database: Omit<TestDatabase, "name">): Record<string, string> {
  return { GATEWAY_DATABASE_URL: database.gatewayUrl, WORKER_DATABASE_URL: database.workerUrl };
}

// The one database of this test file.
export const fileDatabase = onceAFile(() => cloneDatabase());
