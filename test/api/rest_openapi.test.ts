// The API document: valid, complete, and the one that is kept in docs/.
import { readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";
import { beforeAll, expect, test } from "vitest";
import type { OpenApi } from "../../server/rest/openapi.ts";
import type { JsonSchema } from "../../server/rest/json_schema.ts";
import { startTestApi, type TestApi } from "../support/api.ts";

let api: TestApi;
let document: OpenApi;

beforeAll(async () => {
  api = await startTestApi();
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

test("it says what the checks of the database say", () => {
  const schemas = document.components["schemas"] as Record<string, JsonSchema>;
  const body = schemas["CreateAccountBody"]?.properties ?? {};
  expect(body["account_type"]?.enum).toContain("mid-market");
  expect(body["account_type"]?.enum).toContain(null);
  expect(body["external_id"]).toMatchObject({ minLength: 1, maxLength: 255 });
  expect(body["payment_terms_days"]).toMatchObject({ minimum: 0, maximum: 365 });
  expect(body["credit_limit"]).toMatchObject({ minimum: 0, exclusiveMaximum: 1e15 });
  expect(body["metadata"]).toMatchObject({ type: ["object", "null"] });
  expect(schemas["Currency"]?.enum).toContain("EUR");
  expect(new RegExp(schemas["EmailAddress"]!.pattern!).test("ap@acme.example")).toBe(true);
  // A filter has the words of its column.
  const filters = document.paths["/invoices"]?.["get"]?.parameters ?? [];
  const status = filters.find((one) => "name" in one && one.name === "status");
  expect(status).toMatchObject({ schema: { enum: expect.arrayContaining(["draft", "void"]) } });
});

test("it refuses by schema what is no reason, no money, no address and no choice", () => {
  const schemas = document.components["schemas"] as Record<string, JsonSchema>;
  const fieldOf = (body: string, field: string) => schemas[body]!.properties![field]!;
  for (const body of ["HoldAccount", "ReleaseAccount", "RejectPurchaseOrder", "SuspendTenant"]) {
    expect(fieldOf(`${body}Body`, "reason")).toMatchObject({ minLength: 1, maxLength: 1000 });
  }
  const takes = (body: string, field: string, text: string) =>
    new RegExp(fieldOf(body, field).pattern!, "u").test(text);
  expect(
    ["0", "0.000", "1.5", "0.01"].map((it) => takes("SetExchangeRateBody", "rate", it)),
  ).toEqual([false, false, true, true]);
  expect(fieldOf("RecordPaymentBody", "amount")).toMatchObject({ minimum: 1e-8 });
  const urls = ["", " ", "https://", "ftp://a.example", "https://a.example:65536/"];
  expect(urls.filter((it) => takes("CreateWebhookBody", "url", it))).toEqual([]);
  expect(takes("CreateWebhookBody", "url", "https://a.example:8443/hooks?b=c")).toBe(true);
  // Left out it is true; null is neither.
  expect(fieldOf("CreateBillingCycleBody", "in_advance").type).toBe("boolean");
});

test("null in a change is what the column says of it", async () => {
  const admin = api.as("admin");
  const { id } = (await admin.post("/api/products", { name: "CRM", sku: "crm" })).body;
  const { properties = {} } = (document.components["schemas"] as Record<string, JsonSchema>)[
    "ProductPatch"
  ]!;
  for (const [field, schema] of Object.entries(properties)) {
    const takesNull = schema.anyOf
      ? schema.anyOf.length > 1
      : [schema.type].flat().includes("null");
    const { status, text } = await admin.patch(`/api/products/${id}`, { [field]: null });
    expect(status, `${field}: ${text}`).toBe(takesNull ? 200 : 422);
  }
});

test("two names of one place are one address", async () => {
  const paths = Object.keys(document.paths).map((path) => path.replace(/{\w+}/g, "{}"));
  expect(new Set(paths).size).toBe(paths.length);
  const admin = api.as("admin");
  const { id } = (await admin.post("/api/accounts", { account_name: "Acme" })).body;
  const place = `/api/accounts/${id}/contacts/billing`;
  expect((await admin.put(place, { email: "ap@acme.example" })).status).toBe(200);
  const { status, headers } = await admin.post(place, {});
  expect(status).toBe(405);
  expect(headers.get("allow")?.split(", ").sort()).toEqual(["DELETE", "PATCH", "PUT"]);
});
