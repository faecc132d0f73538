// Tax on a cash basis over REST: who turns it on, what is owed to the state when, what papers say.
// Every answer is checked against the API document.
import { expect, test } from "vitest";
import { UNKNOWN, refused, startTaxApi } from "../support/tax_api.ts";

const { api, finance, viewer, stranger, account } = await startTaxApi();
const admin = api.as("admin");
const seller = (await viewer.get("/api/legal-entities")).body.data[0].id;
const at = `/api/legal-entities/${seller}`;
await admin.patch(at, { country: "DE", line1: "Weg 1", city: "Berlin", voids_issued: false });
const number = "DE136695976";
await finance.post("/api/tax/registrations", { jurisdiction: "DE", number });
const customer = await account("Berlin", "DE", undefined, {
  currency: "EUR",
  billing_address: { line1: "Allee 2", city: "Berlin", postal_code: "10115", country: "DE" },
});

async function issue(net: number) {
  const draft = await finance.post("/api/invoices", {
    account_id: customer,
    items: [{ description: "Work", unit_price: net }],
  });
  const issued = await finance.post(`/api/invoices/${draft.body.id}/finalize`);
  expect(issued).toMatchObject({ status: 201 });
  return issued.body;
}

const books = async () =>
  Object.fromEntries(
    (await viewer.get("/api/books/trial-balance?limit=500")).body.data
      .filter(
        ({ code, currency }: { code: string; currency: string }) =>
          code.startsWith("tax_") && currency === "EUR",
      )
      .map(({ code, balance }: { code: string; balance: number }) => [code, balance]),
  );

const paperOf = async (id: string) =>
  (
    await api.as("viewer").post("/graphql", {
      query: `query ($id: UUID!) { invoiceDocument(invoiceId: $id) }`,
      variables: { id },
    })
  ).body.data.invoiceDocument.invoice;

test("an admin says from when on tax is owed as customers pay", async () => {
  const before = await issue(100);
  expect(before).toMatchObject({ tax_basis: "invoice" });
  expect((await finance.patch(at, { tax_basis: "cash" })).status).toBe(403);
  expect((await stranger.patch(at, { tax_basis: "cash" })).status).toBe(404);
  expect(await admin.patch(at, { tax_basis: "accrual" })).toMatchObject(
    refused(422, "invalid_input"),
  );
  expect((await admin.patch(at, { tax_basis: "cash" })).body).toMatchObject({ tax_basis: "cash" });
  expect((await viewer.get(`/api/invoices/${before.id}`)).body.tax_basis).toBe("invoice");
  expect((await paperOf(before.id)).is_cash_accounting).toBeNull();
});

test("tax waits until it is paid, and is told then", async () => {
  const invoice = await issue(1200);
  expect(invoice).toMatchObject({ tax_basis: "cash", tax: 228 });
  expect((await paperOf(invoice.id)).is_cash_accounting).toBe(true);
  expect(await books()).toEqual({ tax_payable: 19, tax_suspense: 228 });

  const paid = await finance.post("/api/payments", { invoice_id: invoice.id, amount: 714 });
  expect(paid.status).toBe(201);
  expect(await books()).toEqual({ tax_payable: 133, tax_suspense: 114 });
  const told = await viewer.get("/api/tax/returns?period=2026-03");
  expect(told.body.data).toMatchObject([
    { kind: "invoice", taxable: 100, amount: 19 },
    { kind: "payment", taxable: 600, amount: 114 },
  ]);
  const lines = await viewer.get("/api/tax/returns/lines?period=2026-03");
  expect(lines.body.data).toContainEqual(
    expect.objectContaining({
      kind: "payment",
      source_type: "billing.released_tax",
      document_number: invoice.invoice_number,
    }),
  );

  const reversed = await finance.post(`/api/payments/${paid.body.id}/reverse`, {
    reason: "Bounced",
  });
  expect(reversed).toMatchObject({ status: 201 });
  expect(await books()).toEqual({ tax_payable: 19, tax_suspense: 228 });
  const ties = (await viewer.get("/api/books/tie-out")).body.data;
  expect(ties).toContainEqual(
    expect.objectContaining({ code: "tax_suspense", in_books: 228, difference: 0 }),
  );
});

test("nobody pays what another tenant or nobody billed", async () => {
  const invoice = await issue(100);
  const before = await books();
  expect(
    (await stranger.post("/api/payments", { invoice_id: invoice.id, amount: 119 })).status,
  ).toBe(404);
  expect((await finance.post("/api/payments", { invoice_id: UNKNOWN, amount: 119 })).status).toBe(
    404,
  );
  expect((await viewer.post("/api/payments", { invoice_id: invoice.id, amount: 119 })).status).toBe(
    403,
  );
  expect(await books()).toEqual(before);
});
