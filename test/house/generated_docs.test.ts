import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { openApiPage } from "../../server/docs/open_api_page.ts";
import { schemaPage } from "../../server/docs/schema_page.ts";
import { ROOT } from "../../server/postgres/definitions.ts";
import { fileDatabase } from "../support/databases.ts";

const kept = (name: string) => fs.readFileSync(path.join(ROOT, "docs", name), "utf8");

// `npm run docs` writes both anew.
test("docs/schema.md shows what stands in db/", async () => {
  const { rootUrl } = await fileDatabase();
  expect(kept("schema.md")).toBe(await schemaPage(rootUrl));
});

test("docs/openapi.json is what the server answers", async () => {
  const { gatewayUrl } = await fileDatabase();
  expect(kept("openapi.json")).toBe(await openApiPage(gatewayUrl));
});
