// Tax that is not known is never silently zero: over REST, with a run by a real worker.
import { beforeAll, expect, test } from "vitest";
import { refused, startTaxApi } from "../support/tax_api.ts";
import { startTestWorker, until } from "../support/worker.ts";

const { api, finance, sales, viewer, account } = await startTaxApi();

beforeAll(async () => {
  await startTestWorker();
  await api.as("admin").patch(`/api/tenants/${api.tenantId}`, { finalize_after_days: 0 });
  await finance.post("/api/tax/registrations", { jurisdiction: "DE", number: "DE1" });
});

async function sign(account_id: string): Promise<void> {
  const contract = await sales.post("/api/contracts", {
    account_id,
    start_date: "2026-03-01",
    end_date: "2027-02-28",
    seat_count: 1,
    seat_price: 100,
    billing_frequency: "monthly",
  });
  expect(contract.status).toBe(201);
}

test("an address of no country or state is refused, one without a state is not", async () => {
  const create = async (billing_address: object) =>
    await sales.post("/api/accounts", { account_name: "x", billing_address });
  expect(await create({ country: "XX" })).toMatchObject(
    refused(422, "invalid_input", "billing_address/country"),
  );
  expect(await create({ country: "US", state: "Q" })).toMatchObject(
    refused(422, "invalid_input", "billing_address/state"),
  );
  expect((await create({ country: "US", city: "Reno" })).status).toBe(201);
});

test("a run bills on; what it cannot tax waits, until it is mended", async () => {
  const berlin = await account("Berlin", "DE");
  const reno = await account("Reno", "US");
  await sign(berlin);
  await sign(reno);
  const { body } = await finance.post("/api/billing/runs", {});
  const run = await until(async () => {
    const seen = (await finance.get(`/api/billing/runs/${body.id}`)).body;
    return seen.status === "completed" && seen;
  });
  expect(run).toMatchObject({ invoices_created: 2, failures_count: 1 });
  expect(run.failures).toMatchObject([{ code: "tax_unresolved" }]);

  const invoiceOf = async (account_id: string) =>
    (await viewer.get(`/api/invoices?account_id=${account_id}`)).body.data[0];
  expect(await invoiceOf(berlin)).toMatchObject({ status: "open", tax: 19, total: 119 });
  const waiting = await invoiceOf(reno);
  expect(waiting).toMatchObject({ status: "draft", tax_lines: [{ treatment: "no_address" }] });
  expect(await finance.post(`/api/invoices/${waiting.id}/finalize`)).toMatchObject(
    refused(409, "tax_unresolved", `accounts/${reno}/billing_address/state`),
  );

  const mended = await sales.put(`/api/accounts/${reno}/addresses/billing`, {
    city: "Reno",
    state: "NV",
    country: "US",
  });
  expect(mended.status).toBe(200);
  await finance.post("/api/invoices/tax", { invoice_ids: [waiting.id] });
  await until(async () => (await invoiceOf(reno)).status === "open");
  expect(await invoiceOf(reno)).toMatchObject({
    status: "open",
    tax: 0,
    tax_lines: [{ treatment: "outside_scope", amount: 0 }],
  });
});

test("the day has a draft taxed anew that waits", async () => {
  const nowhere = (await sales.post("/api/accounts", { account_name: "Nowhere" })).body.id;
  await sign(nowhere);
  await api.as("admin").post("/api/clock/advance", { to: "2026-03-02T12:00:00Z" });
  const invoice = async () =>
    (await viewer.get(`/api/invoices?account_id=${nowhere}`)).body.data[0];
  expect(await invoice()).toMatchObject({ status: "draft" });
  const mended = await sales.put(`/api/accounts/${nowhere}/addresses/billing`, { country: "DE" });
  expect(mended.status).toBe(200);
  await api.as("admin").post("/api/clock/advance", { to: "2026-03-03T12:00:00Z" });
  await until(async () => (await invoice()).status === "open");
  expect(await invoice()).toMatchObject({ tax: 19, total: 119 });
});
