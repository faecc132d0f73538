// Money that goes back, remainders that are written off and what comes of bad debts, over REST.
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
  api = await startTestApi({ clockAt: "2026-01-15T12:00:00Z" });
  useOpenApi((await api.bearing().get("/api/openapi.json")).body);
  finance = checked(api.as("finance"));
  viewer = checked(api.as("viewer"));
  admin = checked(api.as("admin"));
});

const open = async (account_name: string): Promise<string> =>
  (await finance.post("/api/accounts", { account_name })).body.id;

async function issue(account_id: string, amount: number, issue_date = "2026-01-15") {
  const draft = await finance.post("/api/invoices", {
    account_id,
    issue_date,
    items: [{ description: "Work", unit_price: amount }],
  });
  const issued = await finance.post(`/api/invoices/${draft.body.id}/finalize`, {
    keep_date: true,
  });
  expect(issued.status).toBe(201);
  return issued.body as { id: string; invoice_number: string };
}

const pay = async (invoice_id: string, amount: number, received_on?: string): Promise<string> => {
  const paid = await finance.post("/api/payments", { invoice_id, amount, received_on });
  expect(paid.status).toBe(201);
  return paid.body.id;
};

const invoice = async (id: string) => (await viewer.get(`/api/invoices/${id}`)).body;

async function books(...codes: string[]) {
  const finance = api.tenancy.as("finance");
  expect(await finance.rows("select * from ledger.discrepancies")).toEqual([]);
  const balances = codes.map((code) =>
    finance.value<string>("select ledger.balance($1, 'USD')", [code]),
  );
  return Object.fromEntries((await Promise.all(balances)).map((it, n) => [codes[n]!, Number(it)]));
}

test("a payment bounces after it paid: the invoice is overdue again", async () => {
  const before = await books("cash", "receivable", "unapplied_cash");
  const { id } = await issue(await open("Bounce"), 1000, "2025-12-01");
  const payment = await pay(id, 1200, "2026-01-05");
  expect(await invoice(id)).toMatchObject({ status: "paid", paid_date: "2026-01-05" });

  const reversed = await finance.post(`/api/payments/${payment}/reverse`, {
    reason: "Insufficient funds",
    on: "2026-01-12",
  });
  expect(reversed).toMatchObject({
    status: 201,
    body: {
      id: payment,
      status: "reversed",
      amount: 1200,
      applied_amount: 0,
      unapplied_amount: 0,
      reversed_on: "2026-01-12",
      reversal_reason: "Insufficient funds",
      applications: [
        { invoice_id: id, amount: 1000, applied_on: "2026-01-05" },
        { invoice_id: id, amount: -1000, applied_on: "2026-01-12" },
      ],
    },
  });
  expect(await invoice(id)).toMatchObject({
    status: "overdue",
    paid_amount: 0,
    balance: 1000,
    paid_date: null,
  });
  const after = await books("cash", "receivable", "unapplied_cash");
  expect(after).toEqual({ ...before, receivable: before.receivable! + 1000 });

  const again = await finance.post(`/api/payments/${payment}/reverse`, { reason: "Once more" });
  expect(again).toMatchObject({ status: 201, body: reversed.body });
  expect(await books("cash", "receivable", "unapplied_cash")).toEqual(after);
  const listed = await viewer.get("/api/payments?status=reversed");
  expect(listed.body.data).toMatchObject([{ id: payment }]);
  expect((await finance.post(`/api/invoices/${id}/void`, { reason: "Wrong" })).body).toMatchObject({
    status: "void",
  });
});

test("what was given back of a payment keeps it from being reversed", async () => {
  const { id } = await issue(await open("Given back"), 100);
  const payment = await pay(id, 150);
  await finance.post(`/api/payments/${payment}/refund`, { reason: "Too much", amount: 20 });
  expect(await finance.post(`/api/payments/${payment}/reverse`, { reason: "x" })).toMatchObject({
    status: 409,
    body: { code: "payment_refunded" },
  });
  expect(await invoice(id)).toMatchObject({ status: "paid", balance: 0 });
});

test("an application is taken back, in part and whole; the money can go elsewhere", async () => {
  const account_id = await open("Mistyped");
  const [wrong, right] = [await issue(account_id, 100), await issue(account_id, 80)];
  const payment = await pay(wrong.id, 80);
  const unapply = (body: object) => finance.post(`/api/payments/${payment}/unapply`, body);

  expect((await unapply({ invoice_id: wrong.id, amount: 30 })).body).toMatchObject({
    applied_amount: 50,
    unapplied_amount: 30,
  });
  expect(await invoice(wrong.id)).toMatchObject({ status: "partially_paid", balance: 50 });
  expect(await unapply({ invoice_id: wrong.id, amount: 50.01 })).toMatchObject({
    status: 409,
    body: { code: "over_application", errors: [{ pointer: "/amount" }] },
  });
  expect((await unapply({ invoice_id: wrong.id })).body).toMatchObject({ unapplied_amount: 80 });
  expect(await invoice(wrong.id)).toMatchObject({ status: "open", balance: 100 });
  expect(await unapply({ invoice_id: wrong.id })).toMatchObject({
    status: 409,
    body: { code: "illegal_transition" },
  });

  await finance.post(`/api/payments/${payment}/apply`, {
    applications: [{ invoice_id: right.id, amount: 80 }],
  });
  expect(await invoice(right.id)).toMatchObject({ status: "paid" });
  await books();
});

test("0.50 of 1,000.00 is written off: the invoice is paid", async () => {
  const before = await books("bad_debt", "receivable");
  const { id } = await issue(await open("Remainder"), 1000);
  await pay(id, 999.5);
  const off = (amount: number) =>
    finance.post(`/api/invoices/${id}/write-off`, { amount, reason: "Bank fee" });
  expect(await off(0.51)).toMatchObject({
    status: 409,
    body: { code: "over_application", errors: [{ pointer: "/amount" }] },
  });
  expect(await off(0)).toMatchObject({ status: 422, body: { code: "invalid_input" } });
  expect(await off(0.5)).toMatchObject({
    status: 201,
    body: {
      status: "paid",
      paid_amount: 999.5,
      written_off_amount: 0.5,
      recovered_amount: 0,
      balance: 0,
      paid_date: "2026-01-15",
      write_off_reason: "Bank fee",
    },
  });
  expect(await books("bad_debt", "receivable")).toEqual({
    ...before,
    bad_debt: before.bad_debt! + 0.5,
  });
});

test("money for an invoice that was given up is a recovery, until it bounces", async () => {
  const before = await books("bad_debt", "bad_debt_recovery", "receivable", "cash");
  const { id, invoice_number } = await issue(await open("Bankrupt"), 500);
  const off = await finance.post(`/api/invoices/${id}/write-off`, { reason: "Bankrupt" });
  expect(off.body).toMatchObject({
    status: "uncollectible",
    balance: 0,
    written_off_amount: 500,
  });

  const paid = await finance.post("/api/payments", {
    account_id: off.body.account_id,
    amount: 600,
    reference: `Late: ${invoice_number}`,
  });
  expect(paid.body).toMatchObject({
    applied_amount: 500,
    unapplied_amount: 100,
    applications: [{ invoice_id: id, amount: 500, is_recovery: true }],
  });
  expect(await invoice(id)).toMatchObject({ status: "uncollectible", recovered_amount: 500 });
  expect(await books("bad_debt", "bad_debt_recovery", "receivable", "cash")).toEqual({
    bad_debt: before.bad_debt! + 500,
    bad_debt_recovery: before.bad_debt_recovery! + 500,
    receivable: before.receivable,
    cash: before.cash! + 600,
  });

  await finance.post(`/api/payments/${paid.body.id}/reverse`, { reason: "Bounced" });
  expect(await invoice(id)).toMatchObject({ status: "uncollectible", recovered_amount: 0 });
  expect(await books("bad_debt", "bad_debt_recovery", "receivable", "cash")).toEqual({
    ...before,
    bad_debt: before.bad_debt! + 500,
  });
});

test("the printed invoice says what was owed on issue, whatever is paid or let go later", async () => {
  const totals = async (id: string) =>
    (
      await api.tenancy
        .as("finance")
        .value<{ totals: object }>("select billing.invoice_document($1)", [id])
    ).totals;
  const small = await issue(await open("Printed"), 100);
  const owed = { paid: "0.00", credited: "0.00", balance: "100.00" };
  expect(await totals(small.id)).toMatchObject(owed);
  await pay(small.id, 99);
  await finance.post(`/api/invoices/${small.id}/write-off`, { amount: 1, reason: "Fee" });
  expect(await totals(small.id)).toMatchObject(owed);

  const account_id = await open("Printed ahead");
  await finance.post("/api/payments", { account_id, amount: 30 });
  const settled = await issue(account_id, 100);
  const rest = { paid: "30.00", credited: "0.00", balance: "70.00" };
  expect(await totals(settled.id)).toMatchObject(rest);
  await pay(settled.id, 70);
  expect(await totals(settled.id)).toMatchObject(rest);
});

test("a new invoice uses unapplied cash, unless the tenant says no", async () => {
  const account_id = await open("Ahead");
  const ahead = await finance.post("/api/payments", { account_id, amount: 130 });
  expect(ahead.body).toMatchObject({ unapplied_amount: 130 });
  expect(await issue(account_id, 100)).toMatchObject({
    status: "paid",
    paid_amount: 100,
    balance: 0,
  });

  const settings = `/api/tenants/${api.tenantId}`;
  const changed = await admin.patch(settings, { uses_unapplied_cash: false });
  expect(changed.body).toMatchObject({ uses_unapplied_cash: false });
  const left = await issue(account_id, 20);
  expect(left).toMatchObject({ status: "open", balance: 20 });
  await admin.patch(settings, { uses_unapplied_cash: true });
  expect(await invoice(left.id)).toMatchObject({ status: "open" });
  const payment = (await viewer.get(`/api/payments/${ahead.body.id}`)).body;
  expect(payment).toMatchObject({ applied_amount: 100, unapplied_amount: 30 });
});

test("GraphQL does the same", async () => {
  const { id } = await issue(await open("Graph"), 100);
  const payment = await pay(id, 100);
  const graphql = async (query: string) => (await api.as("finance").graphql(query)).body.data;
  expect(
    await graphql(`mutation { unapplyPayment(input: { paymentId: "${payment}",
      invoiceId: "${id}", amount: "40" }) { payment { unappliedAmount } } }`),
  ).toEqual({ unapplyPayment: { payment: { unappliedAmount: "40.00" } } });
  expect(
    await graphql(`mutation { reversePayment(input: { paymentId: "${payment}",
      reason: "Bounced" }) { payment { status } } }`),
  ).toEqual({ reversePayment: { payment: { status: "reversed" } } });
  expect(
    await graphql(`mutation { writeOffInvoice(input: { invoiceId: "${id}", reason: "Some",
      amount: "30" }) { invoice { status balance writeOffs { nodes { amount reason } } } } }`),
  ).toEqual({
    writeOffInvoice: {
      invoice: {
        status: "open",
        balance: "70.00",
        writeOffs: { nodes: [{ amount: "30.00", reason: "Some" }] },
      },
    },
  });
});

test("who may not, what is not there, and what is malformed", async () => {
  const { id } = await issue(await open("Denied"), 100);
  const payment = await pay(id, 100);
  const acts: [string, object][] = [
    [`/api/payments/${payment}/reverse`, { reason: "x" }],
    [`/api/payments/${payment}/unapply`, { invoice_id: id }],
  ];
  const stranger = await startTestApi({ database: api.tenancy.database });
  for (const [at, body] of acts) {
    for (const role of ["viewer", "sales", "approver"] as const) {
      expect((await api.as(role).post(at, body)).status).toBe(403);
    }
    expect((await api.bearing().post(at, body)).status).toBe(401);
    expect((await stranger.as("admin").post(at, body)).status).toBe(404);
    expect((await finance.post(at, {})).status).toBe(422);
  }
  const reverse = (body: object) => finance.post(acts[0]![0], body);
  expect((await reverse({ reason: " " })).status).toBe(422);
  expect(await reverse({ reason: "x", on: "2026-01-16" })).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: "/on" }] },
  });
  expect((await reverse({ reason: "x", on: "yesterday" })).status).toBe(422);
});
