// Purchase orders and credit over REST, as integrations use them. Every answer is checked against
// the API document.
import { beforeAll, expect, test } from "vitest";
import { startTestApi, type TestApi } from "../support/api.ts";
import type { Http } from "../support/http.ts";
import { checked, useOpenApi } from "../support/openapi.ts";

let api: TestApi;
let finance: Http;
let sales: Http;
let approver: Http;
let viewer: Http;

beforeAll(async () => {
  api = await startTestApi({ clockAt: "2026-01-15T12:00:00Z" });
  useOpenApi((await api.bearing().get("/api/openapi.json")).body);
  finance = checked(api.as("finance"));
  sales = checked(api.as("sales"));
  approver = checked(api.as("approver"));
  viewer = checked(api.as("viewer"));
});

const TERM = { valid_from: "2026-01-01", valid_until: "2026-12-31" };

test("an order is entered, put right, submitted, approved and drawn down", async () => {
  const account = await sales.post("/api/accounts", { account_name: "Acme" });
  const account_id: string = account.body.id;
  const number = { po_number: "PO-ACME-2026-045", ...TERM };
  const order = await sales.post("/api/purchase-orders", {
    ...number,
    account_id,
    po_amount: 1000,
    approval_required: true,
  });
  expect(order).toMatchObject({
    status: 201,
    body: { ...number, status: "draft", currency: "USD", amount_invoiced: 0 },
  });
  expect(order.text).toContain('"amount_remaining":1000.00');
  const at = `/api/purchase-orders/${order.body.id}`;
  const again = await sales.post("/api/purchase-orders", { ...number, account_id, po_amount: 1 });
  expect(again).toMatchObject({ status: 409, body: { code: "conflict" } });
  expect((await sales.put(at, { po_amount: 1200 })).body).toMatchObject({ amount_remaining: 1200 });

  const bill = (unit_price: number) =>
    finance.post("/api/invoices", {
      account_id,
      purchase_order_number: number.po_number,
      items: [{ description: "Work", unit_price }],
    });
  expect(await bill(1)).toMatchObject({
    status: 409,
    body: { code: "purchase_order_not_approved" },
  });
  expect((await sales.post(`${at}/submit`)).body).toMatchObject({ status: "pending" });
  expect((await sales.post(`${at}/approve`)).status).toBe(403);
  expect((await approver.post(`${at}/approve`)).body).toMatchObject({
    status: "approved",
    decided_by: "approver",
  });
  const late = await sales.put(at, { po_amount: 9 });
  expect(late).toMatchObject({ status: 409, body: { code: "illegal_transition" } });

  const invoice = await bill(700);
  expect(invoice.body).toMatchObject({ purchase_order_id: order.body.id, total: 700 });
  expect(await bill(501)).toMatchObject({
    status: 409,
    body: { code: "purchase_order_exhausted" },
  });
  expect((await viewer.get(at)).body).toMatchObject({ amount_remaining: 500 });
  await finance.post(`/api/invoices/${invoice.body.id}/void`, { reason: "Wrong" });
  expect((await viewer.get(at)).body).toMatchObject({ amount_remaining: 1200, amount_invoiced: 0 });
  const listed = await viewer.get(`/api/purchase-orders?account_id=${account_id}&status=approved`);
  expect(listed.body.data).toMatchObject([{ id: order.body.id }]);
});

test("who is billed on orders alone needs one", async () => {
  const account = await sales.post("/api/accounts", {
    account_name: "Strict",
    requires_purchase_order: true,
  });
  const account_id: string = account.body.id;
  const draft = await finance.post("/api/invoices", { account_id });
  expect(draft).toMatchObject({ status: 409, body: { code: "purchase_order_required" } });
  const at = `/api/accounts/${account_id}`;
  expect(await sales.put(at, { requires_purchase_order: false })).toMatchObject({
    status: 403,
    body: { code: "forbidden" },
  });
  await finance.put(at, { requires_purchase_order: false });
  expect((await finance.post("/api/invoices", { account_id })).status).toBe(201);
});

test("the tenant's policy says whether an order needs approval", async () => {
  const admin = checked(api.as("admin"));
  const { body: account } = await sales.post("/api/accounts", { account_name: "Policy" });
  const policy = { purchase_order_approval_over: 500, purchase_order_approver: "approver" };
  const changed = await admin.patch(`/api/tenants/${api.tenantId}`, policy);
  expect(changed).toMatchObject({ status: 200, body: policy });
  const order = { account_id: account.id, po_number: "PO-7", po_amount: 501, ...TERM };
  const entered = await sales.post("/api/purchase-orders", { ...order, approval_required: false });
  expect(entered.body).toMatchObject({ approval_required: true, authors: ["sales"] });
  const at = `/api/purchase-orders/${entered.body.id}`;
  expect(await sales.patch(at, { approval_required: false })).toMatchObject({ status: 422 });
  expect((await sales.post(`${at}/submit`)).body.status).toBe("pending");
  await approver.post(`${at}/reject`, { reason: "Too much" });
  expect((await sales.post(`${at}/submit`)).body.status).toBe("pending");
  await admin.patch(`/api/tenants/${api.tenantId}`, { purchase_order_approval_over: null });
});

test("what is in another currency counts at the rate of the day", async () => {
  const { body: account } = await finance.post("/api/accounts", {
    account_name: "Abroad",
    credit_limit: 100,
  });
  const bill = () =>
    finance.post("/api/invoices", {
      account_id: account.id,
      currency: "EUR",
      items: [{ description: "Work", unit_price: 30000 }],
    });
  expect(await bill()).toMatchObject({ status: 422, body: { code: "exchange_rate_missing" } });
  const rate = { base: "EUR", quote: "USD", rate: 1.0874, rate_date: "2026-01-15" };
  expect((await sales.post("/api/exchange-rates", rate)).status).toBe(403);
  expect(await finance.post("/api/exchange-rates", rate)).toMatchObject({
    status: 201,
    body: rate,
  });
  expect((await viewer.get("/api/exchange-rates?base=EUR")).body.data).toMatchObject([rate]);
  expect(await bill()).toMatchObject({ status: 409, body: { code: "credit_hold" } });
});

test("the credit of an account is what is owed beside its limit", async () => {
  const account = await finance.post("/api/accounts", {
    account_name: "Limited",
    credit_limit: 1000,
  });
  const at = `/api/accounts/${account.body.id}/credit`;
  const bill = (unit_price: number) =>
    finance.post("/api/invoices", {
      account_id: account.body.id,
      items: [{ description: "Work", unit_price }],
    });
  const invoice = await bill(800);
  expect((await viewer.get(at)).body).toEqual({
    account_id: account.body.id,
    currency: "USD",
    scope: "account",
    credit_limit: 1000,
    exposure: 800,
    available: 200,
    receivables: 0,
    drafts: 800,
    unapplied_cash: 0,
    on_hold: false,
    hold_reason: null,
    unknown_currencies: [],
  });
  expect(await bill(201)).toMatchObject({ status: 409, body: { code: "credit_hold" } });
  await finance.post(`/api/invoices/${invoice.body.id}/finalize`);
  await finance.post("/api/payments", { account_id: account.body.id, amount: 900 });
  expect((await viewer.get(at)).body).toMatchObject({
    exposure: -100,
    available: 1100,
    receivables: 0,
    drafts: 0,
    unapplied_cash: 100,
  });

  await finance.post(`/api/accounts/${account.body.id}/hold`, { reason: "Disputes" });
  expect((await viewer.get(at)).body).toMatchObject({ on_hold: true, hold_reason: "Disputes" });
  expect(await bill(1)).toMatchObject({ status: 409, body: { code: "credit_hold" } });
  await finance.post(`/api/accounts/${account.body.id}/release`, { reason: "Settled" });
  expect((await bill(1)).status).toBe(201);

  const none = await viewer.get("/api/accounts/0198a000-0000-7000-8000-00000000000f/credit");
  expect(none).toMatchObject({ status: 404, body: { code: "not_found" } });
});
