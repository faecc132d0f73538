// The API document: valid, complete, and the one that is kept in docs/.
import { readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";
import { beforeAll, expect, test } from "vitest";
import type { OpenApi } from "../../server/rest/openapi.ts";
import type { JsonSchema } from "../../server/rest/json_schema.ts";
import { startTestApi } from "../support/api.ts";

let document: OpenApi;

beforeAll(async () => {
  const api = await startTestApi();
  document = (await api.bearing().get("/api/openapi.json")).body;
});

test("it is valid OpenAPI 3.1", async () => {
  const result = await new Validator().validate(structuredClone(document) as never);
  expect(result).toMatchObject({ valid: true });
});

test("it says what every field of the main objects means", () => {
  const schemas = document.components["schemas"] as Record<string, JsonSchema>;
  for (const name of ["Tenant", "Account", "Product", "Contract", "Invoice", "Payment", "Job"]) {
    for (const [field, schema] of Object.entries(schemas[name]?.properties ?? {})) {
      const isTold = schema.description ?? schema.$ref ?? schema.items ?? schema.anyOf;
      expect(isTold, `${name}.${field}`).toBeDefined();
    }
  }
});

test("no body and no parameter takes what the house decides", () => {
  const bodies = Object.entries(document.components["schemas"] as Record<string, JsonSchema>);
  const asked = bodies.filter(([name]) => /Body$|Input$|Patch$/.test(name));
  expect(asked.length).toBeGreaterThan(10);
  for (const [name, { properties = {} }] of asked) {
    for (const field of ["tenant_id", "id", "invoice_number", "total", "balance", "paid_amount"]) {
      expect(properties, name).not.toHaveProperty(field);
    }
  }
});

// `npm run docs` writes it anew.
test("docs/openapi.json is this document", () => {
  const kept = readFileSync(new URL("../../docs/openapi.json", import.meta.url), "utf8");
  expect(kept).toBe(`${JSON.stringify(document, null, 2)}\n`);
});
