import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import { withDatabase, withLogin } from "../../server/postgres/connection.ts";
import { checkBooks } from "./books.ts";
import { closeAtTheEnd } from "./closing.ts";
import { copyDatabase, PGTAP_TEMPLATE, TEMPLATE } from "./copy_database.ts";

export interface TestDatabase {
  name: string;
  // As the superuser, whom row level security does not bind.
  rootUrl: string;
  // As the login of API and worker.
  gatewayUrl: string;
}

// An empty Tenor database of its own. It goes away with the server.
export async function cloneDatabase({ pgtap = false } = {}): Promise<TestDatabase> {
  const { rootUrl, gatewayPassword } = inject("server");
  const name = `test_${randomBytes(6).toString("hex")}`;
  await copyDatabase(rootUrl, pgtap ? PGTAP_TEMPLATE : TEMPLATE, name);
  const url = withDatabase(rootUrl, name);
  // A pgTAP file rolls back, and has its books checked before.
  if (!pgtap) closeAtTheEnd(() => checkBooks(url));
  return { name, rootUrl: url, gatewayUrl: withLogin(url, "tenor_gateway", gatewayPassword) };
}

let shared: Promise<TestDatabase> | undefined;

// The one database of this test file.
export function fileDatabase(): Promise<TestDatabase> {
  shared ??= cloneDatabase();
  return shared;
}
