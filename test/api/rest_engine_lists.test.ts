// Pages, filters and orders of every list.
import { afterAll, beforeAll, expect, test } from "vitest";
import { assertMatchesOpenApi, useOpenApi } from "../support/openapi.ts";
import { INVOICE_ID, startToy } from "../support/toy_api.ts";
import type { Toy } from "../support/toy_api.ts";

let toy: Toy;

beforeAll(async () => {
  toy = await startToy({ sub: "vic", role: "viewer", tenantId: INVOICE_ID });
  useOpenApi(toy.openApi);
});
afterAll(() => toy.stop());

interface Answer {
  data: unknown[];
  next_cursor: string | null;
  errors: { pointer: string; detail: string }[];
}

async function list(query: string): Promise<{ status: number; json: Answer }> {
  const response = await fetch(`${toy.url}/invoices${query}`);
  const json = (await response.json()) as Answer;
  assertMatchesOpenApi("GET", "/api/invoices", response.status, json);
  return { status: response.status, json };
}

test("a page says where the next one starts, the last one says null", async () => {
  const { json } = await list("");
  expect(json).toMatchObject({ next_cursor: "next", total_count: 1 });
  expect(json.data).toHaveLength(1);
  expect((await list("?cursor=last")).json.next_cursor).toBeNull();
});

test("a page has 50 rows unless asked, at most 500", async () => {
  await list("");
  expect(toy.calls[0]!.args).toEqual({ first: 50 });
  await list("?limit=500");
  expect(toy.calls[0]!.args).toEqual({ first: 500 });
  for (const limit of ["501", "0", "-1", "x", "1.5", ""]) {
    expect((await list(`?limit=${limit}`)).status).toBe(422);
  }
});

test("who only looks cannot change anything", async () => {
  await list("");
  const [, settings] = toy.pool.statements.slice(-4);
  expect(settings).toContain('"transaction_read_only":"on"');
});

test("only the filters that are given reach the database", async () => {
  await list("?status=open");
  expect(toy.calls[0]!.args["filter"]).toEqual({ status: { equalTo: "open" } });
  await list("?status_in=open,paid&due_from=2026-02-01");
  expect(toy.calls[0]!.args["filter"]).toEqual({
    status: { in: ["open", "paid"] },
    dueDate: { greaterThanOrEqualTo: "2026-02-01" },
  });
});

test("rows come in the order that is asked for", async () => {
  await list("?order_by=-due_date,due_date");
  expect(toy.calls[0]!.args["orderBy"]).toEqual(["DUE_DATE_DESC", "DUE_DATE_ASC"]);
  const { status, json } = await list("?order_by=total");
  expect(status).toBe(422);
  expect(json.errors[0]?.detail).toBe("must be of due_date, -due_date.");
});

test.each([
  ["a parameter that nobody knows", "?colour=red", "/colour"],
  ["a parameter twice", "?status=open&status=paid", "/status"],
  ["a day that does not exist", "?due_from=2026-02-30", "/due_from"],
  ["a cursor of our own making", "?cursor=bad", "/cursor"],
])("a list refuses %s", async (_what, query, pointer) => {
  const { status, json } = await list(query);
  expect(status).toBe(422);
  expect(json.errors).toMatchObject([{ pointer }]);
});

test("a filter may use what the list is about", async () => {
  await fetch(`${toy.url}/invoices/${INVOICE_ID}/sent`);
  expect(toy.calls[0]!.args["filter"]).toEqual({ id: { equalTo: INVOICE_ID } });
});

test("a report is read from the replica, all else from the main database", async () => {
  toy.replica.statements.length = 0;
  await list("");
  expect(toy.replica.statements).toEqual([]);
  await fetch(`${toy.url}/invoices/${INVOICE_ID}/sent`);
  expect(toy.replica.statements).not.toEqual([]);
});

test("a list that is always whole has no cursor", async () => {
  const response = await fetch(`${toy.url}/invoices/${INVOICE_ID}/schedule`);
  expect(await response.json()).toEqual({ data: [{ day: "2026-02-01" }] });
});

test("a list about an object that nobody knows is not empty but not found", async () => {
  const response = await fetch(`${toy.url}/invoices/0198a000-0000-7000-8000-00000000000f/schedule`);
  expect(response.status).toBe(404);
});

test("nobody without claims reads anything", async () => {
  const anonymous = await startToy();
  const response = await fetch(`${anonymous.url}/invoices`);
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ code: "unauthenticated" });
  expect(anonymous.calls).toEqual([]);
  anonymous.stop();
});
