// Why an item is what it is, over REST: the rule's own example, and what others may see of it.
import { expect, test } from "vitest";
import { UNKNOWN, refused, startTaxApi } from "../support/tax_api.ts";

const { api, finance, sales, viewer, stranger, account } = await startTaxApi();
await finance.post("/api/tax/registrations", { jurisdiction: "US-TX", number: "TX-77" });
const texan = await account("Austin", "US", "TX");

async function bill(seats: number): Promise<{ id: string; items: { id: string }[] }> {
  const contract = await sales.post("/api/contracts", {
    account_id: texan,
    start_date: "2026-03-01",
    end_date: "2027-02-28",
    seat_count: seats,
    seat_price: 99.9,
    billing_frequency: "annual",
  });
  const { status, body } = await finance.post("/api/billing/generate", {
    contract_id: contract.body.id,
  });
  expect(status).toBe(201);
  return body;
}

const explain = (http: typeof viewer, invoice: string, item: string) =>
  http.get(`/api/invoices/${invoice}/items/${item}/explain`);

const invoice = await bill(10);
const item = invoice.items[0]!.id;

test("an item is explained step by step", async () => {
  const { status, body } = await explain(viewer, invoice.id, item);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    item_id: item,
    invoice_id: invoice.id,
    kind: "recurring",
    currency: "USD",
    amount: 11988,
    discount: 0,
    net: 11988,
    tax: 749.25,
    agrees: true,
  });
  expect(body.steps.map((it: { step: string; formula: string }) => [it.step, it.formula])).toEqual([
    ["price", "10 x 99.9 = 999"],
    ["charge", "999 x 12 = 11988.00"],
    ["tax", "11988.00 x 6.25 % = 749.250000; 749.25 in all, of which 749.25"],
  ]);
  expect(body.steps[1]).toMatchObject({
    inputs: {
      rated: "999.0",
      period_start: "2026-03-01",
      period_end: "2027-02-28",
      days: 365,
      whole_days: 365,
    },
    exact: { numerator: "4375620.0", denominator: "365" },
    value: "11988.00",
    rounding: "half away from zero, to 2 decimals",
  });
});

test("it is a field of the item in GraphQL too", async () => {
  const { body } = await api.as("viewer").post("/graphql", {
    query: `query ($id: UUID!) { invoiceItem(id: $id) { explanation { agrees net steps } } }`,
    variables: { id: item },
  });
  expect(body.data.invoiceItem.explanation).toMatchObject({ agrees: true, net: "11988.00" });
});

test("what is not there and what is others' is answered alike", async () => {
  const other = await bill(1);
  const missing = refused(404, "not_found");
  expect(await explain(viewer, invoice.id, UNKNOWN)).toMatchObject(missing);
  expect(await explain(viewer, UNKNOWN, item)).toMatchObject(missing);
  expect(await explain(viewer, other.id, item)).toMatchObject(missing);
  const [unknown, foreign] = [
    await explain(stranger, UNKNOWN, UNKNOWN),
    await explain(stranger, invoice.id, item),
  ];
  expect(foreign).toMatchObject(missing);
  expect(foreign.body.detail).toBe(unknown.body.detail);
  expect(
    (await api.bearing().get(`/api/invoices/${invoice.id}/items/${item}/explain`)).status,
  ).toBe(401);
});
