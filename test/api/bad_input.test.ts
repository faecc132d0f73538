// Bad input gets its code and a sentence that helps, and changes nothing.
import { randomUUID } from "node:crypto";
import { beforeAll, expect, it } from "vitest";
import type { JsonSchema } from "../../server/rest/json_schema.ts";
import type { OpenApi } from "../../server/rest/openapi.ts";
import { startTestApi, type TestApi } from "../support/api.ts";
import type { Answer, Http } from "../support/http.ts";
import { assertMatchesOpenApi, useOpenApi } from "../support/openapi.ts";

// A busy machine may take its time for all routes.
const TIMEOUT = 120_000;
const ID = "0198a000-0000-7000-8000-00000000000f";

let api: TestApi;
let admin: Http;
let accountId: string;
let document: OpenApi;

beforeAll(async () => {
  api = await startTestApi({ clockAt: "2026-02-01T12:00:00Z" });
  admin = api.as("admin");
  accountId = (await admin.post("/api/accounts", { account_name: "Acme" })).body.id;
  document = (await admin.get("/api/openapi.json")).body;
  useOpenApi(document);
});

const CONTRACT = { start_date: "2026-02-01", end_date: "2027-01-31", seat_count: 1, seat_price: 1 };

// Everything that could have changed, counted.
async function state(): Promise<unknown> {
  return await api.tenancy.root.one(
    `select (select count(*) from customers.accounts) as accounts,
      (select count(*) from sales.contracts) as contracts,
      (select count(*) from billing.invoices) as invoices,
      (select sum(last_number) from billing.number_counters) as numbers,
      (select count(*) from events.events) as events,
      (select count(*) from audit.entries) as entries,
      (select count(*) from payments.payments) as payments`,
  );
}

async function refused(
  ask: () => Promise<Answer>,
  status: number,
  code: string,
  pointer?: string,
): Promise<Answer> {
  const before = await state();
  const answer = await ask();
  expect(answer.body, answer.text).toMatchObject({ status, code });
  expect(answer.status).toBe(status);
  expect(answer.headers.get("content-type")).toContain("application/problem+json");
  expect(answer.body.detail).toMatch(/^\S.* .*\.$/);
  expect(answer.text).not.toMatch(/_fkey|_check|_key|select |insert |violates|pg_/);
  if (pointer) {
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toContain(
      pointer,
    );
  }
  expect(await state()).toEqual(before);
  return answer;
}

it("malformed JSON", async () => {
  await refused(() => admin.post("/api/accounts", '{"account_name": '), 400, "invalid_json");
});

it("an unknown field", async () => {
  await refused(
    () => admin.post("/api/accounts", { account_name: "A", tenant_id: randomUUID() }),
    422,
    "invalid_input",
    "/tenant_id",
  );
});

it("a wrong type", async () => {
  await refused(
    () => admin.post("/api/contracts", { ...CONTRACT, account_id: accountId, seat_count: "many" }),
    422,
    "invalid_input",
    "/seat_count",
  );
});

it("negative seats", async () => {
  const ask = () =>
    admin.post("/api/contracts", { ...CONTRACT, account_id: accountId, seat_count: -1 });
  await refused(ask, 422, "invalid_input");
});

it("an end before the start", async () => {
  await refused(
    () =>
      admin.post("/api/contracts", { ...CONTRACT, account_id: accountId, end_date: "2026-01-31" }),
    422,
    "invalid_input",
    "/end_date",
  );
});

it("a cycle in the tree, and a sixth level", async () => {
  const line = [accountId];
  for (let level = 2; level <= 5; level += 1) {
    const { body } = await admin.post("/api/accounts", {
      account_name: `Level ${level}`,
      parent_account_id: line.at(-1),
    });
    line.push(body.id);
  }
  await refused(
    () => admin.patch(`/api/accounts/${accountId}`, { parent_account_id: line.at(-1) }),
    422,
    "hierarchy_cycle",
  );
  await refused(
    () => admin.post("/api/accounts", { account_name: "Sixth", parent_account_id: line.at(-1) }),
    422,
    "hierarchy_too_deep",
  );
});

it("an unknown currency", async () => {
  await refused(
    () => admin.post("/api/contracts", { ...CONTRACT, account_id: accountId, currency: "XXX" }),
    422,
    "invalid_input",
  );
});

it("what is no number", async () => {
  for (const amount of ['"NaN"', '"Infinity"', "NaN", "1e400", '"1e400"', '""', "[]"]) {
    const answer = await admin.post(
      "/api/payments",
      `{"account_id": "${accountId}", "amount": ${amount}}`,
    );
    expect([400, 422], `${amount}: ${answer.text}`).toContain(answer.status);
  }
});

it("a body of 2 MB", async () => {
  const ask = () => admin.post("/api/accounts", { account_name: "x".repeat(2_000_000) });
  await refused(ask, 413, "payload_too_large");
});

it("a name of 10,000 characters is refused, one of many scripts survives", async () => {
  await refused(
    () => admin.post("/api/accounts", { account_name: "x".repeat(10_000) }),
    422,
    "invalid_input",
  );
  const account_name = "Ünïcode 株式会社 שלום \u200bzero 🧾";
  const { body } = await admin.post("/api/accounts", { account_name });
  expect((await admin.get(`/api/accounts/${body.id}`)).body.account_name).toBe(account_name);
});

it("an unknown id, and what is no id", async () => {
  await refused(() => admin.get(`/api/invoices/${randomUUID()}`), 404, "not_found");
  await refused(() => admin.get("/api/invoices/1%20or%201=1"), 404, "not_found");
  await refused(
    () => admin.post("/api/billing/generate", { contract_id: randomUUID() }),
    404,
    "not_found",
  );
});

it("a stale status", async () => {
  const { body: contract } = await admin.post("/api/contracts", {
    ...CONTRACT,
    account_id: accountId,
  });
  const { body: invoice } = await admin.post("/api/billing/generate", {
    contract_id: contract.id,
  });
  await admin.post(`/api/invoices/${invoice.id}/finalize`);
  const again = await refused(
    () => admin.post(`/api/invoices/${invoice.id}/finalize`),
    409,
    "illegal_transition",
  );
  expect(again.body.detail).toContain("open");
  await refused(
    () => admin.patch(`/api/invoices/${invoice.id}`, { notes: "Too late" }),
    409,
    "illegal_transition",
  );
  await refused(
    () => admin.post(`/api/contracts/${contract.id}/activate`),
    409,
    "illegal_transition",
  );
});

it("a viewer's write", async () => {
  const viewer = api.as("viewer");
  await refused(() => viewer.post("/api/accounts", { account_name: "A" }), 403, "forbidden");
  await refused(
    () => viewer.patch(`/api/accounts/${accountId}`, { industry: "x" }),
    403,
    "forbidden",
  );
});

interface Place {
  method: "POST" | "PUT" | "PATCH";
  path: string;
  properties: Record<string, JsonSchema>;
}

function opened(schema: JsonSchema): JsonSchema {
  const name = schema.$ref?.split("/").at(-1);
  if (name) return (document.components["schemas"] as Record<string, JsonSchema>)[name]!;
  return schema.anyOf?.[0] ? opened(schema.anyOf[0]) : schema;
}

function bodies(): Place[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { requestBody }]) => {
      const { content } = (requestBody ?? {}) as {
        content?: Record<string, { schema?: JsonSchema }>;
      };
      const schema = content?.["application/json"]?.schema;
      if (!schema) return [];
      const { properties = {} } = opened(schema);
      const place = `/api${path.replace(/{\w+}/g, ID)}`;
      return [{ method: method.toUpperCase() as Place["method"], path: place, properties }];
    }),
  );
}

const isText = (schema: JsonSchema): boolean => [opened(schema).type].flat().includes("string");
const isNumber = (schema: JsonSchema) =>
  [opened(schema).type].flat().some((type) => type === "number" || type === "integer");

/** Each field of the body that is of this kind has the value, written as JSON. */
function bodyOf({ properties }: Place, is: (schema: JsonSchema) => boolean, value: string): string {
  const fields = Object.keys(properties).filter((name) => is(properties[name]!));
  return `{${fields.map((name) => `${JSON.stringify(name)}:${value}`).join()}}`;
}

const HOSTILE: [string, (place: Place) => string][] = [
  ["null everywhere", (place) => bodyOf(place, () => true, "null")],
  ["empty texts", (place) => bodyOf(place, isText, '""')],
  ["blank texts", (place) => bodyOf(place, isText, '" \\t\\u00a0"')],
  ["texts of 20,000 characters", (place) => bodyOf(place, isText, `"${"x".repeat(20_000)}"`)],
  ["texts with a NUL byte", (place) => bodyOf(place, isText, '"a\\u0000b"')],
  ["half a surrogate pair", (place) => bodyOf(place, isText, '"\\ud83d"')],
  ["numbers beyond all bounds", (place) => bodyOf(place, isNumber, "1e400")],
  ["numbers with 60 digits", (place) => bodyOf(place, isNumber, "9".repeat(60))],
  ["the largest numbers that are read", (place) => bodyOf(place, isNumber, "9".repeat(30))],
  ["negative numbers", (place) => bodyOf(place, isNumber, "-1")],
  ["a list instead of an object", () => "[]"],
  ["null instead of an object", () => "null"],
  ["lists instead of values", (place) => bodyOf(place, () => true, "[]")],
  ["objects instead of values", (place) => bodyOf(place, () => true, "{}")],
];

// Whatever a body says, each route answers with a code that the API document knows.
it.each(HOSTILE)(
  "%s",
  async (_what, make) => {
    const admin = api.as("admin");
    for (const place of bodies()) {
      const send = admin[place.method.toLowerCase() as "post"];
      const { status, body, text } = await send(place.path, make(place));
      expect(status, `${place.method} ${place.path}: ${text}`).toBeLessThan(500);
      assertMatchesOpenApi(place.method, place.path, status, body || {});
    }
  },
  TIMEOUT,
);

it(
  "a field given twice",
  async () => {
    const admin = api.as("admin");
    for (const { method, path, properties } of bodies()) {
      const name = JSON.stringify(Object.keys(properties)[0]);
      const { status, body } = await admin[method.toLowerCase() as "post"](
        path,
        `{${name}: null, ${name}: null}`,
      );
      expect(status, path).toBe(400);
      expect(body).toMatchObject({ code: "invalid_json" });
    }
    const nested = '{"account_name": "A", "billing_address": {"city": "a", "c\\u0069ty": "b"}}';
    expect((await admin.post("/api/accounts", nested)).body.detail).toContain("city");
    const alike =
      '{"account_name": "A \\"account_name\\": B", "metadata": {"a": {"b": 1}, "b": 2}}';
    expect((await admin.post("/api/accounts", alike)).status).toBe(201);
  },
  TIMEOUT,
);

it("tells whoever filters by what no row can hold", async () => {
  const asked = [
    ["/api/accounts?status=", "/status"],
    ["/api/accounts?status=opne", "/status"],
    ["/api/billing-cycles?name=", "/name"],
    ["/api/accounts?order_by=", "/order_by"],
  ] as const;
  for (const [path, pointer] of asked) {
    await refused(() => admin.get(path), 422, "invalid_input", pointer);
  }
  const found = await admin.get("/api/accounts?status=active");
  expect(found.body.data).not.toEqual([]);
});
