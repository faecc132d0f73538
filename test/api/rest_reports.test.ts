// Reports over REST: of a small tenant whose numbers can be added up by hand.
import { beforeAll, expect, test } from "vitest";
import { startTestApi } from "../support/api.ts";
import type { Http } from "../support/http.ts";
import { checked, useOpenApi } from "../support/openapi.ts";

let viewer: Http;
let parent_id: string;
let child_id: string;

beforeAll(async () => {
  const api = await startTestApi({ clockAt: "2026-01-15T12:00:00Z" });
  useOpenApi((await api.bearing().get("/api/openapi.json")).body);
  const finance = checked(api.as("finance"));
  viewer = checked(api.as("viewer"));
  parent_id = (await finance.post("/api/accounts", { account_name: "Acme" })).body.id;
  const child = { account_name: "Acme EMEA", parent_account_id: parent_id };
  child_id = (await finance.post("/api/accounts", child)).body.id;
  const invoice = await finance.post("/api/invoices", {
    account_id: child_id,
    issue_date: "2025-11-11",
    due_date: "2025-12-10",
    items: [{ description: "Setup", unit_price: 199 }],
  });
  await finance.post(`/api/invoices/${invoice.body.id}/finalize`, { keep_date: true });
  const reference = invoice.body.invoice_number;
  await finance.post("/api/payments", { account_id: child_id, amount: 50, reference });
});

test("revenue by month: invoiced when issued, collected when paid", async () => {
  const { body } = await viewer.get("/api/reports/revenue?from=2025-11-01&to=2026-01-31");
  expect(body.data).toMatchObject([
    { period: "2025-11-01", invoiced: 199, collected: 0 },
    { period: "2026-01-01", invoiced: 0, collected: 50 },
  ]);
  expect((await viewer.get("/api/reports/revenue")).body.errors).toMatchObject([
    { pointer: "/from" },
    { pointer: "/to" },
  ]);
});

test("the accounts that were invoiced most", async () => {
  const { body } = await viewer.get("/api/reports/customers?limit=1");
  expect(body.data).toMatchObject([{ account_id: child_id, invoiced: 199, outstanding: 149 }]);
});

test("aging: today, and as it was on a past day", async () => {
  const today = await viewer.get("/api/reports/aging");
  expect(today.body.data).toMatchObject([{ days_31_60: 149, total: 149 }]);
  const then = await viewer.get("/api/reports/aging?as_of=2025-12-31");
  expect(then.body.data).toMatchObject([{ days_1_30: 199, total: 199 }]);
});

test("the roll-up of a parent holds what its subsidiaries owe", async () => {
  const { body } = await viewer.get(`/api/reports/rollup?account_id=${parent_id}`);
  expect(body).toMatchObject({ accounts: 2, totals: [{ currency: "USD", receivables: 149 }] });
  expect((await viewer.get(`/api/accounts/${parent_id}/rollup`)).body).toEqual(body);
});
