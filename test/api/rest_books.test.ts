// The books over REST: companies that sell, trial balances, entries, months that are closed.
import { beforeAll, expect, test } from "vitest";
import type { TestApi } from "../support/api.ts";
import { startTestApi } from "../support/api.ts";
import type { Http } from "../support/http.ts";
import { checked, useOpenApi } from "../support/openapi.ts";

let api: TestApi;
let finance: Http;
let viewer: Http;
let admin: Http;

beforeAll(async () => {
  api = await startTestApi({ clockAt: "2026-05-12T12:00:00Z" });
  useOpenApi((await api.bearing().get("/api/openapi.json")).body);
  finance = checked(api.as("finance"));
  viewer = checked(api.as("viewer"));
  admin = checked(api.as("admin"));
});

async function issue(body: object, keepDate = false) {
  const draft = await finance.post("/api/invoices", body);
  expect(draft.status).toBe(201);
  return await finance.post(`/api/invoices/${draft.body.id}/finalize`, { keep_date: keepDate });
}

const balances = async (query: string) =>
  Object.fromEntries(
    (await viewer.get(`/api/books/trial-balance?limit=500&${query}`)).body.data
      .filter((it: { balance: number; currency: string }) => it.balance !== 0)
      .map((it: { code: string; balance: number }) => [it.code, it.balance]),
  );

test("companies that sell: entered, changed, each with a brand and books of its own", async () => {
  const { body: before } = await viewer.get("/api/legal-entities");
  expect(before.data).toHaveLength(1);
  expect(before.data[0]).toMatchObject({ is_default: true, fiscal_year_start: "01-01" });

  const gmbh = {
    code: "acme-gmbh",
    legal_name: "Acme GmbH",
    country: "DE",
    currency: "EUR",
    time_zone: "Europe/Berlin",
    directors: ["Ada Nord"],
  };
  const made = await admin.post("/api/legal-entities", gmbh);
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({ ...gmbh, tax_basis: "invoice", retention_years: 10 });
  expect((await admin.post("/api/legal-entities", gmbh)).status).toBe(409);
  expect(
    (await api.as("admin").post("/api/legal-entities", { ...gmbh, country: "D" })).status,
  ).toBe(422);
  expect((await finance.post("/api/legal-entities", { ...gmbh, code: "x" })).status).toBe(403);
  const changed = await admin.patch(`/api/legal-entities/${made.body.id}`, { line1: "Torstr. 1" });
  expect(changed.body).toMatchObject({ line1: "Torstr. 1", legal_name: "Acme GmbH" });
  const brand = await admin.patch(`/api/brands/${made.body.brand.id}`, { website: "acme.de" });
  expect(brand.body).toMatchObject({ legal_entity_id: made.body.id, website: "acme.de" });

  const { body: account } = await finance.post("/api/accounts", {
    account_name: "Berlin",
    currency: "EUR",
    legal_entity_id: made.body.id,
  });
  const issued = await issue({
    account_id: account.id,
    items: [{ description: "Work", unit_price: 250 }],
  });
  expect(issued.body).toMatchObject({
    legal_entity_id: made.body.id,
    invoice_number: "INV-2026-001",
    total: 250,
  });
  expect(await balances(`legal_entity_id=${made.body.id}`)).toEqual({
    receivable: 250,
    revenue: 250,
  });
  expect(await balances(`legal_entity_id=${before.data[0].id}`)).toEqual({});
  const unknown = await finance.post("/api/invoices", {
    account_id: account.id,
    legal_entity_id: account.id,
  });
  expect(unknown).toMatchObject({ status: 404, body: { code: "not_found" } });
});

test("a month is closed, proved, and opened again by somebody else", async () => {
  const { body: account } = await finance.post("/api/accounts", { account_name: "North" });
  const work = (issue_date: string, unit_price: number) => ({
    account_id: account.id,
    issue_date,
    items: [{ description: "Work", unit_price }],
  });
  expect((await issue(work("2026-04-10", 1000), true)).status).toBe(201);
  const late = await finance.post("/api/invoices", work("2026-04-20", 5000));

  const hindrances = await viewer.get("/api/books/periods/2026-04/hindrances");
  expect(hindrances.body.data).toMatchObject([
    { code: "draft_invoice", object_id: late.body.id, is_blocking: true },
  ]);
  const close = (month: string, body = {}) =>
    finance.post(`/api/books/periods/${month}/close`, body);
  expect(await close("2026-04")).toMatchObject({ status: 409, body: { code: "period_hindered" } });
  expect(await close("2026-05")).toMatchObject({ status: 409, body: { code: "issue_date_ahead" } });
  expect(await close("April")).toMatchObject({ status: 422, body: { code: "invalid_input" } });
  expect((await viewer.post("/api/books/periods/2026-04/close", {})).status).toBe(403);
  await finance.post(`/api/invoices/${late.body.id}/void`, { reason: "Not now" });
  const closed = await close("2026-04");
  expect(closed).toMatchObject({ status: 200, body: { period: "2026-04", scope: "all" } });
  expect(await close("2026-04")).toMatchObject({
    status: 409,
    body: { code: "illegal_transition" },
  });

  const before = await balances("to=2026-04-30");
  expect(await issue(work("2026-04-20", 5000), true)).toMatchObject({
    status: 409,
    body: { code: "period_closed" },
  });
  const shifted = await issue(work("2026-04-20", 5000));
  expect(shifted.body.issue_date).toBe("2026-05-12");
  const paid = await finance.post("/api/payments", {
    account_id: account.id,
    amount: 1,
    received_on: "2026-04-25",
  });
  expect(paid).toMatchObject({ status: 409, body: { code: "period_closed" } });
  expect(await balances("to=2026-04-30")).toEqual(before);
  const proof = await viewer.get("/api/books/periods/2026-04/proof");
  expect(proof.body.data).toMatchObject([{ agrees: true, hash: closed.body.hash }]);
  expect((await viewer.get("/api/books/periods/2026-03/proof")).body.data).toEqual([]);

  const entries = await viewer.get(
    `/api/books/entries?document_number=${shifted.body.invoice_number}`,
  );
  expect(entries.body.data).toHaveLength(2);
  expect(entries.body.data[0]).toMatchObject({
    document_number: shifted.body.invoice_number,
    document_date: "2026-05-12",
    posted_on: "2026-05-12",
  });
  expect((await viewer.get("/api/books/discrepancies")).body.data).toEqual([]);

  const reopen = (as: Http, reason: string) =>
    as.post("/api/books/periods/2026-04/reopen", { reason });
  expect((await reopen(finance, " ")).status).toBe(422);
  expect((await reopen(finance, "One came late")).status).toBe(200);
  const { body: listed } = await viewer.get("/api/books/periods?period=2026-04");
  expect(listed.data).toMatchObject([{ status: "reopened", reopen_reason: "One came late" }]);
});

test("what is delivered and not billed stands in the books of its month", async () => {
  const { body: account } = await finance.post("/api/accounts", { account_name: "In arrears" });
  const { body: contract } = await admin.post("/api/contracts", {
    account_id: account.id,
    start_date: "2026-04-21",
    end_date: "2027-04-20",
    seat_count: 1,
    seat_price: 300,
    billing_frequency: "monthly",
    billing_in_advance: false,
  });
  const unbilled = async (query = "") =>
    (await viewer.get(`/api/books/unbilled?contract_id=${contract.id}${query}`)).body.data;
  await admin.post("/api/clock/advance", { to: "2026-05-13T12:00:00Z" });
  const april = {
    amount: 100,
    accrued_on: "2026-04-30",
    period_start: "2026-04-21",
    period_end: "2026-05-20",
    ended_on: null,
    invoice_id: null,
  };
  expect(await unbilled("&is_open=true")).toMatchObject([april]);
  expect(await balances("to=2026-04-30")).toMatchObject({ unbilled_receivable: 100 });

  await admin.post("/api/clock/advance", { to: "2026-05-21T12:00:00Z" });
  const { body: draft } = await finance.post("/api/billing/generate", { contract_id: contract.id });
  await finance.post(`/api/invoices/${draft.id}/finalize`, {});
  expect(await unbilled("&is_open=true")).toEqual([]);
  expect(await unbilled("&is_open=false&accrued_on=2026-04-30")).toMatchObject([
    { ...april, ended_on: "2026-05-21", invoice_id: draft.id },
  ]);
  expect((await balances("")).unbilled_receivable).toBeUndefined();
  expect((await viewer.get("/api/books/discrepancies")).body.data).toEqual([]);
});

test("an aging matrix gives the allowance for doubtful accounts at the end of a month", async () => {
  const matrix = { not_due: 1, days_1_30: 5, days_31_60: 12.5, days_61_90: 25, days_over_90: 50 };
  const set = (as: Http, body: object) => as.post("/api/books/allowance-matrices", body);
  expect((await set(viewer, matrix)).status).toBe(403);
  expect((await set(api.as("finance"), { not_due: 101 })).status).toBe(422);
  expect(await set(finance, matrix)).toMatchObject({ status: 200, body: matrix });
  expect((await viewer.get("/api/books/allowance-matrices")).body.data).toMatchObject([matrix]);

  await admin.post("/api/clock/advance", { to: "2026-06-01T12:00:00Z" });
  const { body } = await viewer.get("/api/books/allowances?reckoned_on=2026-05-31");
  expect(body.data).toHaveLength(1);
  const [{ currency, amount, change, percents, ...owed }] = body.data;
  expect({ currency, percents, change }).toEqual({
    currency: "USD",
    percents: Object.values(matrix),
    change: amount,
  });
  const expected = Object.entries(matrix).reduce((sum, [age, it]) => sum + owed[age] * it, 0) / 100;
  expect(amount).toBeGreaterThan(0);
  expect(amount).toBeCloseTo(expected, 2);
  expect(await balances("to=2026-05-31")).toMatchObject({ allowance: -amount, bad_debt: amount });
  expect((await viewer.get("/api/books/discrepancies")).body.data).toEqual([]);
});
