import { beforeAll, expect, inject, test } from "vitest";
import { createDatabase, withDatabase } from "../../server/postgres/connection.ts";
import { applyDefinitions } from "../../server/postgres/definitions.ts";
import { migrateDatabase } from "../../server/postgres/migrate.ts";
import { catalogueOf } from "../support/catalogue.ts";
import { cloneDatabase } from "../support/databases.ts";

let defined: string[];
let migratedUrl: string;

beforeAll(async () => {
  const { rootUrl } = await cloneDatabase();
  defined = await catalogueOf(rootUrl);
  // What stands in db/ can be run twice.
  await applyDefinitions(rootUrl);
  expect(await catalogueOf(rootUrl)).toEqual(defined);

  const server = inject("server").rootUrl;
  await createDatabase(server, "two_roads");
  migratedUrl = withDatabase(server, "two_roads");
});

test("two migrations at once both succeed", async () => {
  const urls = { databaseUrl: migratedUrl };
  await Promise.all([migrateDatabase(urls), migrateDatabase(urls)]);
});

test("the committed migrations lead to what stands in db/", async () => {
  const migrated = await catalogueOf(migratedUrl);
  const missing = defined.filter((line) => !migrated.includes(line));
  const surplus = migrated.filter((line) => !defined.includes(line));
  // Before the first release, `npm run migrate:squash` writes the history anew.
  expect({ missing, surplus }).toEqual({ missing: [], surplus: [] });
});

test("a migration run again changes nothing", async () => {
  const before = await catalogueOf(migratedUrl);
  await migrateDatabase({ databaseUrl: migratedUrl });
  expect(await catalogueOf(migratedUrl)).toEqual(before);
});
