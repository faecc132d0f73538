// What every REST route does, whatever it is about.
import { afterAll, beforeAll, expect, test } from "vitest";
import { assertMatchesOpenApi, useOpenApi } from "../support/openapi.ts";
import { INVOICE_ID, startToy } from "../support/toy_api.ts";
import type { Toy } from "../support/toy_api.ts";

let toy: Toy;

beforeAll(async () => {
  toy = await startToy({ sub: "mia", role: "finance", tenantId: INVOICE_ID });
  useOpenApi(toy.openApi);
});
afterAll(() => toy.stop());

interface Answer {
  [field: string]: unknown;
  errors?: { pointer: string; detail: string }[];
}

interface Reply {
  status: number;
  headers: Headers;
  text: string;
  json: Answer;
}

async function call(method: string, path: string, body?: unknown, headers = {}): Promise<Reply> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const type = body === undefined ? {} : { "content-type": "application/json" };
  const init = { method, headers: { ...type, ...headers }, body: text ?? null };
  const response = await fetch(toy.url + path, init);
  const reply = await response.text();
  const json = reply === "" ? {} : JSON.parse(reply);
  const { pathname } = new URL(toy.url + path);
  if (response.status !== 405) assertMatchesOpenApi(method, pathname, response.status, json);
  return { status: response.status, headers: response.headers, text: reply, json };
}

const LINES = '[{"description":"Seats","quantity":100.50,"kind":"per_unit"}]';
const BODY = `{"account_id":"${INVOICE_ID}","lines":${LINES}}`;

test("money comes out with the digits it has, instants in their short form", async () => {
  const { status, text, json } = await call("GET", `/invoices/${INVOICE_ID}`);
  expect(status).toBe(200);
  expect(text).toContain('"total":119880.00,"counter":9007199254740993');
  expect(text).toContain('"quantity":100.000000');
  expect(json).toMatchObject({ created_at: "2026-02-01T08:00:00Z", kind: "per_unit" });
  expect(json["items"]).toEqual([{ description: "Seats", quantity: 100 }]);
});

test("numbers go in with the digits they were written with", async () => {
  const line =
    '{"description":"a","quantity":0.10000000000000000001,"tiers":[{"unit_price":"9.90"},{"up_to":1.5e3,"unit_price":0}]}';
  const { status } = await call(
    "POST",
    "/invoices",
    `{"account_id":"${INVOICE_ID}","lines":[${line}]}`,
  );
  expect(status).toBe(201);
  expect(toy.calls[0]!.args["lines"]).toEqual([
    {
      description: "a",
      quantity: "0.10000000000000000001",
      tiers: [{ unitPrice: "9.90" }, { upTo: "1500", unitPrice: "0" }],
    },
  ]);
});

test("what is not given stays not given", async () => {
  await call("POST", "/invoices", BODY);
  expect(toy.calls[0]!.args).not.toHaveProperty("dueDate");
  await call("POST", "/invoices", BODY.replace("}]", '}],"due_date":null'));
  expect(toy.calls[0]!.args["dueDate"]).toBeNull();
});

test("all that is wrong with a body is named at once", async () => {
  const { status, json, headers } = await call("POST", "/invoices", {
    account_id: "acme",
    due_date: "2026-02-30",
    is_urgent: "yes",
    tenant_id: INVOICE_ID,
    lines: [{ description: 5, quantity: "NaN" }, null, { quantity: 1, kind: "free", tiers: [{}] }],
  });
  expect(status).toBe(422);
  expect(headers.get("content-type")).toMatch(/^application\/problem\+json/);
  expect(json).toMatchObject({ code: "invalid_input", status: 422, instance: "request-1" });
  expect(json.errors?.map(({ pointer }) => pointer)).toEqual([
    "/account_id",
    "/due_date",
    "/is_urgent",
    "/tenant_id",
    "/lines/0/description",
    "/lines/0/quantity",
    "/lines/1",
    "/lines/2/kind",
    "/lines/2/tiers/0/unit_price",
    "/lines/2/description",
  ]);
});

test.each([
  ["NaN as a word", '"NaN"'],
  ["Infinity", '"Infinity"'],
  ["an exponent beyond reason", "1e400"],
  ["more digits than anybody counts", "1".repeat(40)],
  ["hexadecimal", '"0x10"'],
  ["true", "true"],
])("a quantity is not %s", async (_what, quantity) => {
  const { status, json } = await call("POST", "/invoices", BODY.replace("100.50", quantity));
  expect(status).toBe(422);
  expect(json.errors?.[0]?.pointer).toBe("/lines/0/quantity");
});

test("a missing field is named, in an empty body too", async () => {
  const { status, json } = await call("POST", `/invoices/${INVOICE_ID}/void`);
  expect(status).toBe(422);
  expect(json).toMatchObject({ detail: "reason is required." });
});

test.each([
  ["text that is no JSON", '{"reason":', "application/json", 400, "invalid_json"],
  ["a number with a leading zero", '{"reason":01}', "application/json", 400, "invalid_json"],
  ["a list", "[]", "application/json", 422, "invalid_input"],
  ["a form", "reason=x", "application/x-www-form-urlencoded", 415, "unsupported_media_type"],
  ["a NUL character", '{"reason":"\\u0000"}', "application/json", 422, "invalid_input"],
  ["half a character", '{"reason":"\\ud800"}', "application/json", 422, "invalid_input"],
])("a body is not %s", async (_what, body, type, status, code) => {
  const path = `/invoices/${INVOICE_ID}/void`;
  const reply = await call("POST", path, body, { "content-type": type });
  expect(reply).toMatchObject({ status, json: { code } });
});

test("bytes that are not UTF-8 are refused", async () => {
  const response = await fetch(`${toy.url}/invoices/${INVOICE_ID}/void`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: Buffer.from([0x7b, 0xff, 0x7d]),
  });
  expect(response.status).toBe(400);
});

test("a body of more than a megabyte is refused", async () => {
  const response = await fetch(`${toy.url}/invoices`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ metadata: "x".repeat(1_100_000) }),
  });
  expect(response.status).toBe(413);
  expect(await response.json()).toMatchObject({ code: "payload_too_large" });
});

test("unknown ids and malformed ids are told in the same words", async () => {
  const unknown = await call("GET", "/invoices/0198a000-0000-7000-8000-00000000000f");
  const malformed = await call("GET", "/invoices/inv-uuid-456");
  expect(unknown).toMatchObject({ status: 404, json: { code: "not_found" } });
  expect(malformed.text).toBe(unknown.text);
});

test("a deletion answers with nothing, once", async () => {
  const { status, text } = await call("DELETE", `/invoices/${INVOICE_ID}`);
  expect({ status, text }).toEqual({ status: 204, text: "" });
  const again = await call("DELETE", "/invoices/0198a000-0000-7000-8000-00000000000f");
  expect(again.status).toBe(404);
});

test("a change names at least one field, and touches only what it names", async () => {
  const path = `/invoices/${INVOICE_ID}`;
  expect((await call("PATCH", path, {})).status).toBe(422);
  expect((await call("PATCH", path, { due_date: null })).status).toBe(200);
  expect(toy.calls[0]!.args["patch"]).toEqual({ dueDate: null });
  const unknown = await call("PATCH", path, { total: 1 });
  expect(unknown.json.errors).toEqual([{ pointer: "/total", detail: "is not a known field." }]);
});

test("counters of a job stand beside its other fields", async () => {
  const { text } = await call("POST", "/billing", { as_of: "2026-02-01" });
  expect(text).toBe('{"day":"2026-02-01","invoices_created":3}');
});

test("work that takes too long is undone and queued", async () => {
  toy.pool.failWith("57014");
  const { status, json } = await call("POST", "/billing", { as_of: "2026-02-01" });
  expect(status).toBe(202);
  expect(json).toEqual({ id: INVOICE_ID, status: "queued" });
  expect(toy.pool.statements).toContainEqual(expect.stringContaining('"statement_timeout":"10s"'));
  expect(toy.pool.statements).toContain("rollback");
});

test("an address knows its methods, and the interface its addresses", async () => {
  const wrong = await call("PUT", `/invoices/${INVOICE_ID}`, {});
  expect(wrong).toMatchObject({ status: 405, json: { code: "method_not_allowed" } });
  expect(wrong.headers.get("allow")).toBe("GET, PATCH, DELETE, HEAD");
  const nowhere = await fetch(`${toy.url}/nowhere`);
  expect(nowhere.status).toBe(404);
});

test("what the database refuses keeps its word, status and place", async () => {
  const { status, json } = await call("POST", `/invoices/${INVOICE_ID}/void`, { reason: "held" });
  expect(status).toBe(409);
  expect(json).toMatchObject({
    code: "credit_hold",
    title: "Credit hold",
    detail: "The account is on hold.",
    errors: [{ pointer: "/reason", detail: "The account is on hold." }],
  });
  expect(toy.pool.statements.at(-1)).toBe("rollback");
});

test("a fault of ours has a number and no details", async () => {
  toy.pool.failWith("XX000");
  const { status, json, text } = await call("POST", "/invoices", BODY);
  expect(status).toBe(500);
  expect(json["detail"]).toMatch(/[0-9a-f-]{36}/);
  expect(text).not.toContain("failed");
});

test("a deadlock is tried again, not for ever", async () => {
  toy.pool.failWith("40P01", "40001");
  expect((await call("POST", "/invoices", BODY)).status).toBe(201);
  toy.pool.failWith("40001", "40001", "40001", "40001");
  expect((await call("POST", "/invoices", BODY)).status).toBe(409);
});
