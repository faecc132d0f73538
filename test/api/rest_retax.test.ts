// The tax of drafts is reckoned anew by a job. Every answer is checked against the API document.
import { beforeAll, expect, test } from "vitest";
import { refused, startTaxApi, UNKNOWN } from "../support/tax_api.ts";
import { startTestWorker, until } from "../support/worker.ts";

const { finance, sales, viewer, stranger, account } = await startTaxApi();
const AT = "/api/invoices/tax";

beforeAll(async () => {
  await startTestWorker();
});

const draft = async (account_id: string, more: object = {}) => {
  const items = [
    { description: "Work", unit_price: 100 },
    { description: "Travel", unit_price: 50 },
  ];
  return (await finance.post("/api/invoices", { account_id, items, ...more })).body.id as string;
};
const invoice = async (id: string) => (await viewer.get(`/api/invoices/${id}`)).body;
const retax = async (body: object = {}) => {
  const asked = await finance.post(AT, body);
  expect(asked).toMatchObject({ status: 202, body: { task: "billing/retax_drafts" } });
  return await until(async () => {
    const job = (await viewer.get(`/api/jobs/${asked.body.id}`)).body;
    if (job.status === "failed") throw new Error(job.error);
    return job.status === "completed" && job.result;
  });
};

test("drafts follow the law as it stands, issued invoices stay", async () => {
  const buyer = await account("Berlin", "DE");
  const [first, second, issued] = [await draft(buyer), await draft(buyer), await draft(buyer)];
  await finance.post(`/api/invoices/${issued}/finalize`);
  expect(await invoice(first)).toMatchObject({ tax: 0, total: 150 });
  await finance.post("/api/tax/registrations", { jurisdiction: "DE", number: "DE1" });
  expect(await retax()).toEqual({ retaxed: 2, refused: [] });
  for (const id of [first, second]) {
    const { tax, total, items } = await invoice(id);
    expect({ tax, total }).toEqual({ tax: 28.5, total: 178.5 });
    expect(items.map((item: { tax: number }) => item.tax)).toEqual([19, 9.5]);
  }
  expect(await invoice(issued)).toMatchObject({ status: "open", tax: 0 });
  expect(await retax()).toEqual({ retaxed: 2, refused: [] });
  expect(await invoice(first)).toMatchObject({ tax: 28.5 });
});

test("three lines of 3.33 at 20 %: rounded together 2.00, each 2.01", async () => {
  const buyer = await account("Paris", "FR");
  const items = [1, 2, 3].map((n) => ({ description: `Line ${n}`, unit_price: 3.33 }));
  await finance.post("/api/tax/registrations", { jurisdiction: "FR", number: "FR1" });
  const id = await draft(buyer, { items });
  const taxes = async () => {
    const { tax, items: lines } = await invoice(id);
    return [tax, ...lines.map((line: { tax: number }) => line.tax)];
  };
  expect(await taxes()).toEqual([2, 0.67, 0.67, 0.66]);
  await finance.patch("/api/tax/settings", { rounding_mode: "line" });
  await retax({ invoice_ids: [id] });
  expect(await taxes()).toEqual([2.01, 0.67, 0.67, 0.67]);
  await finance.patch("/api/tax/settings", { rounding_mode: "invoice" });
});

test("those named alone, and what was given by hand stays", async () => {
  const buyer = await account("Sydney", "AU");
  const [named, other] = [await draft(buyer), await draft(buyer)];
  const byHand = await draft(buyer, { items: [{ description: "x", unit_price: 1, tax: 0.5 }] });
  await finance.post("/api/tax/registrations", { jurisdiction: "AU", number: "1" });
  expect(await retax({ invoice_ids: [named, byHand] })).toEqual({ retaxed: 2, refused: [] });
  expect(await invoice(named)).toMatchObject({ tax: 15 });
  expect(await invoice(other)).toMatchObject({ tax: 0 });
  expect(await invoice(byHand)).toMatchObject({ tax: 0.5 });
});

test("a draft whose purchase order cannot bear the tax is refused alone", async () => {
  const buyer = await account("Auckland", "NZ");
  const po_number = "PO-1";
  const order = { account_id: buyer, po_number, po_amount: 160 };
  const days = { valid_from: "2026-01-01", valid_until: "2026-12-31" };
  const { body } = await sales.post("/api/purchase-orders", { ...order, ...days });
  await sales.post(`/api/purchase-orders/${body.id}/submit`);
  const short = await draft(buyer, { purchase_order_number: po_number });
  const [before, behind] = [await draft(buyer), await draft(buyer)];
  await finance.post("/api/tax/registrations", { jurisdiction: "NZ", number: "1" });
  const ids = [before, short, behind];
  const { retaxed, refused: left } = await retax({ invoice_ids: ids });
  expect(retaxed).toBe(2);
  expect(left).toEqual([{ invoice_id: short, reason: expect.stringContaining("PO-1") }]);
  expect(await Promise.all(ids.map(async (id) => (await invoice(id)).tax))).toEqual([
    22.5, 0, 22.5,
  ]);
});

test("a draft whose tax goes over a credit limit is refused alone", async () => {
  const [poor, rich] = [await account("Zurich", "CH"), await account("Bern", "CH")];
  await finance.patch(`/api/accounts/${poor}`, { credit_limit: 155 });
  const ids = [await draft(rich), await draft(poor), await draft(rich)];
  await finance.post("/api/tax/registrations", { jurisdiction: "CH", number: "1" });
  const { retaxed, refused: left } = await retax({ invoice_ids: ids });
  expect(retaxed).toBe(2);
  expect(left).toEqual([{ invoice_id: ids[1], reason: expect.stringContaining("of credit left") }]);
  expect(await Promise.all(ids.map(async (id) => (await invoice(id)).tax))).toEqual([
    12.15, 0, 12.15,
  ]);
});

test("only drafts of the tenant can be named", async () => {
  const id = await draft(await account("Oslo", "NO"));
  const ask = async (person: typeof finance, invoice_ids: unknown) =>
    await person.post(AT, { invoice_ids });
  expect(await ask(finance, [id, UNKNOWN])).toMatchObject(
    refused(404, "not_found", "invoice_ids/1"),
  );
  expect(await ask(stranger, [id])).toMatchObject(refused(404, "not_found", "invoice_ids/0"));
  expect(await ask(finance, [])).toMatchObject(refused(422, "invalid_input", "invoice_ids"));
  expect(await ask(finance, ["x"])).toMatchObject(refused(422, "invalid_input"));
  expect(
    await ask(
      finance,
      Array.from({ length: 501 }, () => id),
    ),
  ).toMatchObject(refused(422, "invalid_input", "invoice_ids"));
  for (const person of [viewer, sales]) {
    expect(await ask(person, [id])).toMatchObject(refused(403, "forbidden"));
  }
  await finance.post(`/api/invoices/${id}/finalize`);
  expect(await ask(finance, [id])).toMatchObject(
    refused(409, "illegal_transition", "invoice_ids/0"),
  );
});
