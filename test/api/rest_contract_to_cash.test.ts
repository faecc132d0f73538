// The main job of the house over REST: from an account to a paid invoice, in the words and numbers
// of the customer's document. Every answer is checked against the API document.
import { beforeAll, expect, test } from "vitest";
import type { TestApi } from "../support/api.ts";
import { startTestApi } from "../support/api.ts";
import type { Http } from "../support/http.ts";
import { checked, useOpenApi } from "../support/openapi.ts";

let api: TestApi;
let finance: Http;
let sales: Http;
let viewer: Http;

beforeAll(async () => {
  api = await startTestApi({ clockAt: "2026-01-15T12:00:00Z" });
  useOpenApi((await api.bearing().get("/api/openapi.json")).body);
  finance = checked(api.as("finance"));
  sales = checked(api.as("sales"));
  viewer = checked(api.as("viewer"));
});

const CONTRACT = {
  contract_number: "CTR-2026-001",
  start_date: "2026-02-01",
  end_date: "2027-01-31",
  contract_value: 119880.0,
  billing_frequency: "annual",
  seat_count: 100,
  committed_seats: 100,
  seat_price: 99.9,
  payment_terms: "net_30",
  billing_in_advance: true,
  auto_renew: true,
  renewal_notice_days: 90,
  notes: "Enterprise annual contract with 100 seats",
};

async function signContract(accountName: string) {
  const account = await sales.post("/api/accounts", { account_name: accountName });
  expect(account.status).toBe(201);
  const account_id: string = account.body.id;
  const contract_number = `CTR-${accountName}`;
  const contract = await sales.post("/api/contracts", { ...CONTRACT, contract_number, account_id });
  expect(contract.status).toBe(201);
  return { account_id, contract_number, contract };
}

test("a contract in the flat form reads back as it was given", async () => {
  const { account_id, contract_number, contract } = await signContract("Flat");
  expect(contract.body).toMatchObject({
    ...CONTRACT,
    account_id,
    contract_number,
    status: "active",
  });
  expect(contract.text).toContain('"contract_value":119880.00');
  const again = await viewer.get(`/api/contracts/${contract.body.id}`);
  expect(again.body).toEqual(contract.body);
});

test("a year in advance is one invoice of 119,880.00, generated once", async () => {
  const { account_id, contract } = await signContract("Annual");
  const period = {
    contract_id: contract.body.id,
    billing_period_start: "2026-02-01",
    billing_period_end: "2027-01-31",
    purchase_order_number: "PO-ACME-2026-045",
  };
  const invoice = await finance.post("/api/billing/generate", period);
  expect(invoice.status).toBe(201);
  expect(invoice.body).toMatchObject({
    account_id,
    contract_id: contract.body.id,
    purchase_order_number: "PO-ACME-2026-045",
    issue_date: "2026-02-01",
    due_date: "2026-03-03",
    period_start: "2026-02-01",
    period_end: "2027-01-31",
    currency: "USD",
    status: "draft",
    billing_type: "recurring",
    items: [{ quantity: 100, unit_price: 99.9, amount: 119880 }],
  });
  expect(invoice.text).toContain('"total":119880.00');
  const again = await finance.post("/api/billing/generate", period);
  expect(again.body.id).toBe(invoice.body.id);
});

test("the preview shows the invoice and keeps nothing", async () => {
  const { account_id, contract } = await signContract("Preview");
  const preview = await sales.post("/api/billing/preview", {
    contract_id: contract.body.id,
    as_of: "2026-02-01",
  });
  expect(preview.body).toMatchObject({
    total: 119880,
    invoices: [{ due_date: "2026-03-03", items: [{ amount: 119880 }] }],
  });
  const kept = await viewer.get(`/api/invoices?account_id=${account_id}`);
  expect(kept.body).toEqual({ data: [], next_cursor: null });
});

test("a manual invoice is edited as a draft, issued, paid in two parts", async () => {
  const account = await finance.post("/api/accounts", {
    account_name: "Manual",
    billing_contact_email: "ap@manual.example",
  });
  const account_id: string = account.body.id;
  const draft = await finance.post("/api/invoices", {
    account_id,
    issue_date: "2026-01-11",
    due_date: "2026-02-10",
    items: [
      { description: "CRM Pro - Monthly", quantity: 1, unit_price: 99.0 },
      { description: "Setup Fee", quantity: 1, unit_price: 199.0 },
    ],
  });
  expect(draft.body).toMatchObject({ status: "draft", subtotal: 298, total: 298, tax: 0 });
  const at = `/api/invoices/${draft.body.id}`;

  const more = await finance.post(`${at}/items`, { description: "Training", unit_price: "0.10" });
  expect(more.body.total).toBe(298.1);
  const item = more.body.items.at(-1);
  const less = await finance.delete(`${at}/items/${item.id}`);
  expect(less.body.items).toHaveLength(2);

  expect((await finance.post(`${at}/finalize`)).body).toMatchObject({ status: "open" });
  const late = await finance.post(`${at}/items`, { description: "Too late", unit_price: 1 });
  expect(late).toMatchObject({ status: 409, body: { code: "illegal_transition" } });

  const first = await finance.post("/api/payments", {
    account_id,
    amount: 100,
    reference: draft.body.invoice_number,
  });
  expect(first.body).toMatchObject({ applied_amount: 100, unapplied_amount: 0 });
  expect((await viewer.get(at)).body).toMatchObject({ status: "partially_paid", balance: 198 });
  const rest = await finance.post("/api/payments", {
    account_id,
    amount: 200,
    application: "none",
  });
  const applied = await finance.post(`/api/payments/${rest.body.id}/apply`);
  expect(applied.body).toMatchObject({ applied_amount: 198, unapplied_amount: 2 });
  expect((await viewer.get(at)).body).toMatchObject({ status: "paid", balance: 0 });
});

test("the schedule shows the whole term, past and to come", async () => {
  const { contract } = await signContract("Schedule");
  const schedule = await viewer.get(`/api/contracts/${contract.body.id}/schedule`);
  expect(schedule.body.data).toMatchObject([
    { period_start: "2026-02-01", period_end: "2027-01-31", amount: 119880, invoice_id: null },
  ]);
});

test("another tenant's objects are not found, in the words for ids that nobody has", async () => {
  const { account_id, contract } = await signContract("Wall");
  const stranger = await startTestApi({ database: api.tenancy.database });
  const nobody = "0198a000-0000-7000-8000-00000000000f";
  const foreign = checked(stranger.as("admin"));
  for (const [path, id] of [
    ["/api/accounts", account_id],
    ["/api/contracts", contract.body.id],
  ]) {
    const theirs = await foreign.get(`${path}/${id}`);
    const none = await foreign.get(`${path}/${nobody}`);
    expect(theirs.status).toBe(404);
    expect({ ...theirs.body, instance: "" }).toEqual({ ...none.body, instance: "" });
    const changed = await foreign.put(`${path}/${id}`, { metadata: { seen: true } });
    expect(changed.status).toBe(404);
  }
  const theirs = await foreign.post("/api/invoices", { account_id });
  const none = await foreign.post("/api/invoices", { account_id: nobody });
  expect(theirs.status).toBe(404);
  expect({ ...theirs.body, instance: "" }).toEqual({ ...none.body, instance: "" });
});

test("a role does what it may and nothing else", async () => {
  const { contract } = await signContract("Roles");
  const denied = await viewer.post("/api/billing/generate", { contract_id: contract.body.id });
  expect(denied).toMatchObject({ status: 403, body: { code: "forbidden" } });
  expect((await viewer.get("/api/audit")).status).toBe(403);
  expect((await checked(api.as("admin")).get("/api/audit?limit=5")).status).toBe(200);
});
