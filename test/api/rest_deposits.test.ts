// Advance payments over REST: received, deducted, given back; who may, and what is refused. Every answer
// is checked against the API document.
import { expect, test } from "vitest";
import { UNKNOWN, refused, startTaxApi } from "../support/tax_api.ts";

const { api, finance, viewer, stranger, sales } = await startTaxApi();
const admin = api.as("admin");
const seller = (await viewer.get("/api/legal-entities")).body.data[0].id;
await admin.patch(`/api/legal-entities/${seller}`, {
  country: "DE",
  line1: "Weg 1",
  city: "Berlin",
});
await finance.post("/api/tax/registrations", { jurisdiction: "DE", number: "DE136695976" });

async function customer(account_name: string): Promise<string> {
  const billing_address = { line1: "Allee 2", city: "Berlin", postal_code: "10115", country: "DE" };
  const given = { account_name, currency: "EUR", billing_address };
  return (await sales.post("/api/accounts", given)).body.id;
}
const nord = await customer("Nord");
const work = (unit_price: number) => ({ items: [{ description: "Work", unit_price }] });

const books = async () =>
  Object.fromEntries(
    (await viewer.get("/api/books/trial-balance?limit=500")).body.data
      .filter(
        ({ balance, currency }: { balance: number; currency: string }) =>
          balance !== 0 && currency === "EUR",
      )
      .map(({ code, balance }: { code: string; balance: number }) => [code, balance]),
  );

async function receive(amount: number, net: number, who = finance) {
  return await who.post("/api/payments", { account_id: nord, amount, deposit_for: work(net) });
}

test("money before the supply is a deposit with tax, and the final invoice deducts both", async () => {
  const paid = await receive(1190, 1000);
  expect(paid).toMatchObject({ status: 201, body: { applied_amount: 1190, unapplied_amount: 0 } });
  expect(await books()).toEqual({ cash: 1190, customer_deposits: 1000, tax_payable: 190 });
  const id = paid.body.applications[0].invoice_id;
  const { body: deposit } = await viewer.get(`/api/invoices/${id}`);
  expect(deposit).toMatchObject({
    billing_type: "advance",
    status: "paid",
    invoice_number: "INV-2026-001",
    total: 1190,
    deposit_left: 1190,
  });

  const draft = await finance.post("/api/invoices", {
    account_id: nord,
    ...work(2000),
    deduct_deposits: [id],
  });
  expect(draft).toMatchObject({ status: 201, body: { total: 1190, deposit_left: null } });
  expect(draft.body.items).toMatchObject([
    { kind: "manual", amount: 2000, tax: 380 },
    { kind: "deposit", amount: -1000, tax: -190 },
  ]);
  expect((await viewer.get(`/api/invoices/${id}`)).body.deposit_left).toBe(0);
  const issued = await finance.post(`/api/invoices/${draft.body.id}/finalize`);
  expect(issued.status).toBe(201);
  expect(await books()).toEqual({
    cash: 1190,
    receivable: 1190,
    revenue: 2000,
    tax_payable: 380,
  });
  const told = await viewer.get("/api/tax/returns?period=2026-03");
  expect(told.body.data).toMatchObject([{ kind: "invoice", taxable: 2000, amount: 380, lines: 2 }]);
  const why = await viewer.get(
    `/api/invoices/${draft.body.id}/items/${draft.body.items[1].id}/explain`,
  );
  expect(why.body).toMatchObject({ agrees: true, tax: -190 });
});

test("a deposit is deducted when its invoice is issued, and given back with a note", async () => {
  const before = await books();
  const paid = await receive(119, 100);
  const id = paid.body.applications[0].invoice_id;
  const draft = await finance.post("/api/invoices", { account_id: nord, ...work(50) });
  const issued = await finance.post(`/api/invoices/${draft.body.id}/finalize`, {
    deduct_deposits: [id],
  });
  expect(issued.body).toMatchObject({ total: 0, status: "paid" });
  expect((await viewer.get(`/api/invoices/${id}`)).body.deposit_left).toBe(59.5);
  const note = await finance.post("/api/credit-notes", {
    invoice_id: id,
    reason: "Not wanted",
    settlement: "refund",
  });
  expect(note).toMatchObject({ status: 201, body: { net: 50, tax: 9.5, to_refund: 59.5 } });
  expect((await finance.post(`/api/credit-notes/${note.body.id}/refund`)).status).toBe(201);
  expect(await books()).toEqual({
    ...before,
    cash: before["cash"] + 59.5,
    revenue: before["revenue"] + 50,
    tax_payable: before["tax_payable"] + 9.5,
  });
});

test("what is not so is refused, and leaves nothing behind", async () => {
  const before = await books();
  expect(await receive(1000, 1000)).toMatchObject(refused(422, "invalid_input"));
  expect(
    await finance.post("/api/payments", {
      account_id: nord,
      amount: 1,
      deposit_for: { items: [] },
    }),
  ).toMatchObject(refused(422, "invalid_input"));
  expect((await receive(1190, 1000, viewer)).status).toBe(403);
  expect((await receive(1190, 1000, sales)).status).toBe(403);
  expect((await receive(1190, 1000, stranger)).status).toBe(404);

  const paid = await receive(119, 100);
  const id = paid.body.applications[0].invoice_id;
  const deduct = (deduct_deposits: string[], account_id = nord, who = finance) =>
    who.post("/api/invoices", { account_id, ...work(100), deduct_deposits });
  expect(await deduct([UNKNOWN])).toMatchObject(refused(404, "not_found"));
  expect(await deduct([id, id])).toMatchObject(refused(422, "invalid_input"));
  expect(await deduct([id], await customer("Sued"))).toMatchObject(refused(422, "invalid_input"));
  const { body: other } = await stranger.post("/api/accounts", { account_name: "Other" });
  expect(await deduct([id], other.id, stranger)).toMatchObject(refused(404, "not_found"));
  const first = await deduct([id]);
  expect(await deduct([id])).toMatchObject(refused(409, "over_application"));
  expect(await deduct([first.body.id])).toMatchObject(refused(422, "invalid_input"));
  expect(await finance.post("/api/credit-notes", { invoice_id: id, reason: "Back" })).toMatchObject(
    refused(409, "illegal_transition"),
  );
  await finance.post(`/api/invoices/${first.body.id}/void`, { reason: "Not needed" });

  await finance.post(`/api/payments/${paid.body.id}/reverse`, { reason: "Bounced" });
  expect(await deduct([id])).toMatchObject(refused(409, "illegal_transition"));
  expect(await finance.post(`/api/invoices/${id}/write-off`, { reason: "Gone" })).toMatchObject(
    refused(409, "illegal_transition"),
  );
  expect((await finance.post(`/api/invoices/${id}/void`, { reason: "Bounced" })).status).toBe(201);
  expect(await books()).toEqual(before);
});

test("nothing is received in a month that is closed", async () => {
  await admin.post("/api/clock/advance", { to: "2026-04-10T12:00:00Z" });
  expect((await admin.post("/api/books/periods/2026-03/close", { scope: "tax" })).status).toBe(200);
  expect(
    await finance.post("/api/payments", {
      account_id: nord,
      amount: 119,
      received_on: "2026-03-20",
      deposit_for: work(100),
    }),
  ).toMatchObject(refused(409, "period_closed"));
});
