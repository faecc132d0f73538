// The API document and its page come from the routes themselves.
import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JsonSchema } from "../../server/rest/json_schema.ts";
import { startToy } from "../support/toy_api.ts";
import type { Toy } from "../support/toy_api.ts";

let toy: Toy;

beforeAll(async () => {
  toy = await startToy();
});
afterAll(() => toy.stop());

test("the document is valid OpenAPI 3.1", async () => {
  const result = await new Validator().validate(structuredClone(toy.openApi) as never);
  expect(result).toMatchObject({ valid: true });
});

test("an operation tells its body, its answer and its errors", () => {
  const operation = toy.openApi.paths["/invoices"]!["post"]!;
  expect(operation).toMatchObject({
    operationId: "createInvoice",
    summary: "Create an invoice.",
    parameters: [{ $ref: "#/components/parameters/IdempotencyKey" }],
    requestBody: { required: true },
  });
  expect(Object.keys(operation.responses)).toEqual([
    "201",
    "400",
    "401",
    "403",
    "404",
    "409",
    "413",
    "415",
    "422",
    "429",
    "500",
    "503",
  ]);
  const schemas = toy.openApi.components["schemas"] as Record<string, JsonSchema>;
  expect(schemas["CreateInvoiceBody"]).toMatchObject({
    required: ["account_id", "lines"],
    additionalProperties: false,
    properties: {
      account_id: { type: "string", format: "uuid", description: "Who pays." },
      is_urgent: { type: ["boolean", "null"], default: false },
      lines: { type: "array", items: { $ref: "#/components/schemas/LineInput" } },
    },
  });
  expect(schemas["Invoice"]?.description).toBe("What is owed.");
  expect(schemas["Invoice"]?.properties?.["total"]).toMatchObject({
    type: "number",
    description: "The sum of all lines.",
  });
});

test("a list tells its filters, its orders and its limits", () => {
  const parameters = toy.openApi.paths["/invoices"]!["get"]!.parameters as { name: string }[];
  expect(parameters.map(({ name }) => name)).toEqual([
    "limit",
    "cursor",
    "order_by",
    "status",
    "status_in",
    "due_from",
  ]);
});

test("the page needs nothing from elsewhere", async () => {
  const page = await fetch(`${toy.url}/docs`);
  expect(page.headers.get("content-security-policy")).toContain("script-src 'self'");
  const html = await page.text();
  const assets = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!);
  expect(assets).toHaveLength(4);
  for (const asset of assets) {
    expect((await fetch(new URL(asset, toy.url))).status).toBe(200);
  }
  const start = await (await fetch(`${toy.url}/docs/start.js`)).text();
  expect(start).toContain('"url":"/api/openapi.json"');
});
