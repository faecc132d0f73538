// Amendments, renewal and cancellation over REST, in the numbers of the customer's document.
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
  api = await startTestApi({ clockAt: "2026-02-01T12:00:00Z" });
  useOpenApi((await api.bearing().get("/api/openapi.json")).body);
  finance = checked(api.as("finance"));
  sales = checked(api.as("sales"));
  viewer = checked(api.as("viewer"));
});

async function signAndBill(accountName: string) {
  const account = await sales.post("/api/accounts", { account_name: accountName });
  const contract = await sales.post("/api/contracts", {
    account_id: account.body.id,
    contract_number: `CTR-${accountName}`,
    start_date: "2026-02-01",
    end_date: "2027-01-31",
    billing_frequency: "annual",
    seat_count: 100,
    seat_price: 99.9,
    renewal_uplift_percent: 5,
  });
  expect(contract.status).toBe(201);
  const invoice = await finance.post("/api/billing/generate", { contract_id: contract.body.id });
  expect(invoice.status).toBe(201);
  return { at: `/api/contracts/${contract.body.id}`, line: contract.body.lines[0].id as string };
}

test("seats grow: previewed, invoiced at once, kept", async () => {
  const { at, line } = await signAndBill("Grow");
  const body = {
    effective_date: "2026-08-01",
    changes: [{ line_id: line, quantity: 140 }],
    reason: "40 more seats",
    invoice_now: true,
  };
  const money = {
    lines: [
      {
        line_id: line,
        kind: "credit",
        period_start: "2026-08-01",
        period_end: "2027-01-31",
        quantity: 100,
        unit_price: 99.9,
        amount: -60432.66,
        discount: 0,
      },
      {
        line_id: line,
        kind: "charge",
        period_start: "2026-08-01",
        period_end: "2027-01-31",
        quantity: 140,
        unit_price: 99.9,
        amount: 84605.72,
        discount: 0,
      },
    ],
    subtotal: 24173.06,
    tax: 0,
    total: 24173.06,
  };
  const preview = await sales.post(`${at}/amendments/preview`, body);
  expect(preview).toMatchObject({ status: 200, body: { ...money, invoice_id: null } });
  expect((await viewer.get(`${at}/amendments`)).body.data).toEqual([]);

  const amended = await sales.post(`${at}/amendments`, body);
  expect(amended).toMatchObject({ status: 201, body: money });
  expect(amended.text).toContain('"total":24173.06');
  expect(amended.body.amendment).toMatchObject({
    amendment_number: 1,
    mrr_before: 9990,
    mrr_after: 13986,
    changes: [{ line_id: line, quantity: 140 }],
  });
  const invoice = await viewer.get(`/api/invoices/${amended.body.invoice_id}`);
  expect(invoice.body).toMatchObject({ status: "draft", total: 24173.06, balance: 24173.06 });
  expect(invoice.body.items.map((item: { kind: string }) => item.kind)).toEqual([
    "proration",
    "proration",
  ]);
  expect((await viewer.get(`${at}/amendments`)).body.data).toEqual([amended.body.amendment]);
  expect((await viewer.get(at)).body).toMatchObject({ seat_count: 100, contract_value: 144053.06 });
  const schedule = await viewer.get(`${at}/schedule`);
  expect(
    schedule.body.data.map((entry: { period_start: string; amount: number }) => [
      entry.period_start,
      entry.amount,
    ]),
  ).toEqual([
    ["2026-02-01", 59447.34],
    ["2026-08-01", 84605.72],
  ]);
});

test("a line is added with its own fields, and complaints name them", async () => {
  const { at, line } = await signAndBill("Add");
  const ask = async (...changes: unknown[]) =>
    await sales.post(`${at}/amendments`, { effective_date: "2026-08-01", changes });
  const added = await ask({ add: { description: "Support", unit_price: 100 } });
  // Its days are to come: the schedule bills them when they begin.
  expect(added).toMatchObject({ status: 201, body: { lines: [], total: 0, invoice_id: null } });
  const { data } = (await viewer.get(`${at}/schedule`)).body;
  expect(data.at(-1)).toMatchObject({ bill_on: "2026-08-01", amount: 604.93, invoice_id: null });
  expect(await ask({ add: { description: "Support" } })).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: "/changes/0/add/unit_price" }] },
  });
  expect(await ask({ line_id: line, quantity: 100 })).toMatchObject({
    status: 422,
    body: { code: "invalid_input", errors: [{ pointer: "/changes/0" }] },
  });
  expect(
    await ask({ line_id: line, quantity: 5 }, { line_id: api.tenancy.tenantId, quantity: 5 }),
  ).toMatchObject({
    status: 404,
    body: { errors: [{ pointer: "/changes/1/line_id" }] },
  });
});

test("a contract is renewed early, with its uplift", async () => {
  const { at } = await signAndBill("Renew");
  const renewed = await sales.post(`${at}/renew`);
  expect(renewed).toMatchObject({
    status: 201,
    body: {
      contract_number: "CTR-Renew-R1",
      status: "active",
      start_date: "2027-02-01",
      end_date: "2028-01-31",
      seat_price: 104.895,
      contract_value: 125874,
      predecessor_contract_id: at.split("/").at(-1),
    },
  });
  expect(await sales.post(`${at}/renew`)).toMatchObject({ status: 409 });
});

test("a contract is cancelled with the unused part given back", async () => {
  const { at, line } = await signAndBill("Cancel");
  const cancelled = await sales.post(`${at}/cancel`, {
    reason: "Moves to another product",
    effective_date: "2026-10-01",
    with_credit: true,
  });
  expect(cancelled).toMatchObject({
    status: 201,
    body: { status: "active", cancelled_on: "2026-10-01", auto_renew: false },
  });
  const { body } = await viewer.get(`${at}/schedule`);
  expect(body.data).toMatchObject([{ line_id: line, period_end: "2026-09-30", amount: 79482.08 }]);
  expect(await viewer.post(`${at}/cancel`, { reason: "No" })).toMatchObject({ status: 403 });
});
