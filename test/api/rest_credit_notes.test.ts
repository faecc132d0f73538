// Credit notes, refunds, write-offs and invoices issued again, over REST.
import { beforeAll, expect, test } from "vitest";
import type { TestApi } from "../support/api.ts";
import { startTestApi } from "../support/api.ts";
import type { Http } from "../support/http.ts";
import { checked, useOpenApi } from "../support/openapi.ts";

let api: TestApi;
let finance: Http;
let viewer: Http;
let account_id: string;

beforeAll(async () => {
  api = await startTestApi({ clockAt: "2026-01-15T12:00:00Z" });
  useOpenApi((await api.bearing().get("/api/openapi.json")).body);
  finance = checked(api.as("finance"));
  viewer = checked(api.as("viewer"));
  account_id = (await finance.post("/api/accounts", { account_name: "Acme" })).body.id;
});

async function issue(currency = "USD"): Promise<{ id: string; items: { id: string }[] }> {
  const draft = await finance.post("/api/invoices", {
    account_id,
    currency,
    items: [
      { description: "Licences", unit_price: 769, tax: 153.8 },
      { description: "Set-up", unit_price: 100, tax: 20 },
    ],
  });
  const issued = await finance.post(`/api/invoices/${draft.body.id}/finalize`);
  expect(issued.status).toBe(201);
  return issued.body;
}

test("a chain of notes on a line, then on the rest, leaves a void invoice", async () => {
  const { id, items } = await issue();
  const credit = (net: number) =>
    finance.post("/api/credit-notes", {
      invoice_id: id,
      reason: "Less",
      lines: [{ item_id: items[0]!.id, net }],
    });
  const first = await credit(726.86);
  expect(first).toMatchObject({
    status: 201,
    body: {
      invoice_id: id,
      account_id,
      net: 726.86,
      tax: 145.37,
      total: 872.23,
      applied_to_invoice: 872.23,
      items: [{ item_id: items[0]!.id, net: 726.86, tax: 145.37 }],
    },
  });
  expect(first.body.credit_note_number).toMatch(/^CN-2026-\d{3}$/);
  expect(await credit(42.15)).toMatchObject({
    status: 409,
    body: { code: "over_application", errors: [{ pointer: "/lines/0/net" }] },
  });
  expect((await credit(42.14)).body).toMatchObject({ tax: 8.43, total: 50.57 });
  const rest = await finance.post("/api/credit-notes", { invoice_id: id, reason: "All of it" });
  expect(rest.body).toMatchObject({ total: 120 });
  expect((await viewer.get(`/api/invoices/${id}`)).body).toMatchObject({
    status: "void",
    credited_amount: 1042.8,
    balance: 0,
    void_reason: `Credited by ${rest.body.credit_note_number}`,
  });
  const listed = await viewer.get(`/api/credit-notes?invoice_id=${id}&order_by=issue_date`);
  expect(listed.body.data.map((it: { total: number }) => it.total)).toEqual([872.23, 50.57, 120]);
  expect((await viewer.get(`/api/credit-notes/${rest.body.id}`)).body).toEqual(rest.body);
});

test("what was paid is paid back, or pays the next invoice", async () => {
  const { id, items } = await issue();
  await finance.post("/api/payments", { invoice_id: id, amount: 1042.8 });
  const note = await finance.post("/api/credit-notes", {
    invoice_id: id,
    reason: "Not delivered",
    lines: [{ item_id: items[1]!.id }],
    settlement: "refund",
  });
  expect(note.body).toMatchObject({ applied_to_invoice: 0, to_balance: 0, to_refund: 120 });
  const back = await finance.post(`/api/credit-notes/${note.body.id}/refund`, {
    reference: "Wire 4711",
  });
  expect(back.body).toMatchObject({ refunded_on: "2026-01-15", refund_reference: "Wire 4711" });
  const next = await issue();
  await finance.post("/api/credit-notes", { invoice_id: id, reason: "Sorry" });
  const paid = await finance.post(`/api/invoices/${next.id}/apply-balance`);
  expect(paid.body).toMatchObject({
    status: "partially_paid",
    credited_amount: 922.8,
    balance: 120,
  });
  const balances = await api
    .as("viewer")
    .graphql(
      `query ($id: UUID!) { account(id: $id) { balances { nodes { currency balance refundDue } } } }`,
      { id: account_id },
    );
  expect(balances.body.data.account.balances.nodes).toEqual([
    { currency: "USD", balance: "0.00", refundDue: "0.00" },
  ]);
});

test("a balance is paid out, once", async () => {
  const { id } = await issue();
  const at = `/api/accounts/${account_id}/balance`;
  await finance.post("/api/payments", { invoice_id: id, amount: 1042.8 });
  await finance.post("/api/credit-notes", { invoice_id: id, reason: "Sorry" });
  const balance = { currency: "USD", balance: 1042.8, refund_due: 0 };
  expect((await viewer.get(at)).body.data).toMatchObject([balance]);
  const refund = { amount: 42.8, reason: "They left", reference: "Wire 4712" };
  const key = { "idempotency-key": "balance-1" };
  const paid = await finance.post(`${at}/refund`, refund, key);
  expect(paid).toMatchObject({ status: 201, body: { ...refund, refunded_on: "2026-01-15" } });
  expect((await finance.post(`${at}/refund`, refund, key)).body).toEqual(paid.body);
  expect(await finance.post(`${at}/refund`, { ...refund, amount: 1000.01 })).toMatchObject({
    status: 409,
    body: { code: "over_application", errors: [{ pointer: "/amount" }] },
  });
  expect(await viewer.post(`${at}/refund`, refund)).toMatchObject({ status: 403 });
  const rest = await finance.post(`${at}/refund`, { reason: "They left" });
  expect(rest.body).toMatchObject({ amount: 1000, currency: "USD" });
  expect(await finance.post(`${at}/refund`, { reason: "Again" })).toMatchObject({
    status: 409,
    body: { code: "illegal_transition" },
  });
  const listed = await viewer.get(
    `/api/balance-refunds?account_id=${account_id}&order_by=refunded_on`,
  );
  expect(listed.body.data.map((it: { amount: number }) => it.amount)).toEqual([42.8, 1000]);
  expect((await viewer.get(`/api/balance-refunds/${rest.body.id}`)).body).toEqual(rest.body);
  const unknown = paid.body.id as string;
  expect(await viewer.get(`/api/accounts/${unknown}/balance`)).toMatchObject({ status: 404 });
});

test("an invoice is written off, or issued again", async () => {
  const lost = await issue();
  const reason = "The customer is insolvent";
  const off = await finance.post(`/api/invoices/${lost.id}/write-off`, { reason });
  expect(off.body).toMatchObject({ status: "uncollectible", write_off_reason: reason });
  const parts = { unearned_amount: 0, relief_amount: 0, relieved_amount: 0, relief_due_on: null };
  expect((await viewer.get(`/api/invoices/${lost.id}/write-offs`)).body.data).toMatchObject([
    { amount: 1042.8, ...parts, reason },
  ]);
  const again = await finance.post(`/api/invoices/${lost.id}/write-off`, { reason });
  expect(again).toMatchObject({ status: 409, body: { code: "illegal_transition" } });

  const wrong = await issue();
  expect(
    await finance.post(`/api/invoices/${wrong.id}/write-off`, { reason, tax_relief: "all" }),
  ).toMatchObject({ status: 422, body: { errors: [{ pointer: "/tax_relief" }] } });
  const draft = await finance.post(`/api/invoices/${wrong.id}/reissue`, { reason: "Wrong name" });
  expect(draft).toMatchObject({ status: 201, body: { status: "draft", total: 1042.8 } });
  expect((await viewer.get(`/api/invoices/${wrong.id}`)).body.status).toBe("void");
});

test("unapplied cash is given back", async () => {
  const paid = await finance.post("/api/payments", { account_id, amount: 50, application: "none" });
  const at = `/api/payments/${paid.body.id}/refund`;
  expect((await finance.post(at, { reason: "Paid twice", amount: 20 })).body).toMatchObject({
    refunded_amount: 20,
    unapplied_amount: 30,
  });
  expect(await finance.post(at, { reason: "Paid twice", amount: 40 })).toMatchObject({
    status: 409,
    body: { code: "over_application" },
  });
});

test("who may not, and what is not there", async () => {
  const { id } = await issue();
  const body = { invoice_id: id, reason: "x" };
  expect((await viewer.post("/api/credit-notes", body)).status).toBe(403);
  const none = { ...body, invoice_id: "0198a000-0000-7000-8000-00000000000f" };
  expect((await finance.post("/api/credit-notes", none)).status).toBe(404);
  const stranger = await startTestApi({ database: api.tenancy.database });
  expect((await stranger.as("admin").post("/api/credit-notes", body)).status).toBe(404);
  expect((await finance.post("/api/credit-notes", { invoice_id: id })).status).toBe(422);
});

test("what was issued is cancelled by a note where its seller may not void it", async () => {
  const admin = checked(api.as("admin"));
  const [entity] = (await admin.get("/api/legal-entities")).body.data;
  expect(entity).toMatchObject({ voids_issued: null });
  const voided = await finance.post(`/api/invoices/${(await issue()).id}/void`, {
    reason: "Twice",
  });
  expect(voided).toMatchObject({ status: 201, body: { status: "void", credit_note_id: null } });

  const path = `/api/legal-entities/${entity.id}`;
  expect((await admin.patch(path, { voids_issued: false })).body).toMatchObject({
    voids_issued: false,
  });
  const { id } = await issue();
  const cancelled = await finance.post(`/api/invoices/${id}/void`, { reason: "Entered twice" });
  expect(cancelled).toMatchObject({
    status: 201,
    body: { status: "void", balance: 0, credited_amount: 1042.8, void_reason: "Entered twice" },
  });
  const { credit_note_id } = cancelled.body;
  expect((await viewer.get(`/api/credit-notes/${credit_note_id}`)).body).toMatchObject({
    invoice_id: id,
    kind: "cancellation",
    reason: "Entered twice",
    net: 869,
    tax: 173.8,
    applied_to_invoice: 1042.8,
  });
  const listed = await viewer.get("/api/credit-notes?kind=cancellation");
  expect(listed.body.data).toMatchObject([{ id: credit_note_id }]);
  await admin.patch(path, { voids_issued: null });
});

test("tax alone is credited, up to what is left of it", async () => {
  const { id, items } = await issue();
  const credit = (tax: number) =>
    finance.post("/api/credit-notes/tax-only", {
      invoice_id: id,
      reason: "The reduced rate holds",
      lines: [{ item_id: items[0]!.id, tax }],
    });
  expect(await credit(100)).toMatchObject({
    status: 201,
    body: { kind: "tax_only", net: 0, tax: 100, total: 100, applied_to_invoice: 100 },
  });
  expect(await credit(53.81)).toMatchObject({
    status: 409,
    body: { code: "over_application", errors: [{ pointer: "/lines/0/tax" }] },
  });
  const refused = await viewer.post("/api/credit-notes/tax-only", {
    invoice_id: id,
    reason: "x",
    lines: [{ item_id: items[0]!.id, tax: 1 }],
  });
  expect(refused.status).toBe(403);
});
