// The taxes that an invoice shows: of manual items, of contracts, in previews, on paper.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { extractText } from "unpdf";
import { describe, expect, test } from "vitest";
import { UNKNOWN, refused, startTaxApi } from "../support/tax_api.ts";

const folder = mkdtempSync(path.join(tmpdir(), "tenor-files-"));
const { api, finance, sales, viewer, stranger, account } = await startTaxApi({
  TENOR_DATA_DIR: folder,
});
await finance.post("/api/tax/registrations", { jurisdiction: "US-TX", number: "TX-77" });
const texan = await account("Austin", "US", "TX");

interface Drafted {
  id: string;
  items: { id: string; taxes: object[] }[];
  tax_lines: object[];
}

async function draft(account_id: string, ...items: object[]): Promise<Drafted> {
  const { status, body } = await finance.post("/api/invoices", { account_id, items });
  expect(status).toBe(201);
  return body;
}

async function printed(at: string): Promise<string> {
  const { status, bytes } = await download(at);
  expect(status).toBe(200);
  const { text } = await extractText(bytes, { mergePages: true });
  return text.replace(/\s+/g, " ");
}

async function download(at: string): Promise<{ status: number; bytes: Uint8Array }> {
  const headers = { authorization: `Bearer ${api.token("viewer")}` };
  const answer = await fetch(`${api.url}${at}`, { headers });
  return { status: answer.status, bytes: new Uint8Array(await answer.arrayBuffer()) };
}

describe("a manual invoice", () => {
  test("is taxed where its account is, as far as the seller is registered there", async () => {
    const invoice = await draft(
      texan,
      { description: "Setup", unit_price: 100 },
      { description: "Training", quantity: 3, unit_price: 33.33, discount: 9.99 },
    );
    const texas = { jurisdiction: "US-TX", name: "Texas", kind: "sales", rate: 6.25 };
    expect(invoice).toMatchObject({
      subtotal: 199.99,
      discount: 9.99,
      tax: 11.88,
      total: 201.88,
      tax_lines: [{ ...texas, treatment: "standard", note: null, taxable: 190, amount: 11.88 }],
      items: [
        { tax: 6.25, taxes: [{ ...texas, taxable: 100, amount: 6.25 }] },
        { tax: 5.63, taxes: [{ ...texas, taxable: 90, amount: 5.63 }] },
      ],
    });
    const { body } = await viewer.get(`/api/invoices/${invoice.id}`);
    expect(body.tax_lines).toEqual(invoice.tax_lines);
    const listed = await viewer.get(`/api/invoices?account_id=${texan}&limit=1`);
    expect(listed.body.data).toMatchObject([{ tax_lines: invoice.tax_lines }]);
  });

  test("keeps the tax that is given, also when it is none", async () => {
    const invoice = await draft(
      texan,
      { description: "Given", unit_price: 100, tax: 1.5 },
      { description: "None", unit_price: 100, tax: 0 },
      { description: "Reckoned", unit_price: 100 },
    );
    expect(invoice).toMatchObject({
      tax: 7.75,
      tax_lines: [
        { jurisdiction: "US-TX", treatment: "by_hand", rate: 0, taxable: 200, amount: 1.5 },
        { jurisdiction: "US-TX", taxable: 100, amount: 6.25 },
      ],
      items: [
        { tax: 1.5, taxes: [{ treatment: "by_hand", amount: 1.5 }] },
        { tax: 0, taxes: [{ treatment: "by_hand", amount: 0 }] },
        { tax: 6.25, taxes: [{ amount: 6.25 }] },
      ],
    });
    const text = await printed(`/api/invoices/${invoice.id}/pdf`);
    expect(text).toMatch(/Texas \(6\.25%\) on \$100\.00 \$6\.25 Tax \$1\.50 Total USD 307\.75/);
  });

  test("is reckoned anew as items come and go, until it is issued", async () => {
    const { id } = await draft(texan, { description: "One", unit_price: 0.05 });
    const at = `/api/invoices/${id}`;
    const more = await finance.post(`${at}/items`, { description: "Two", unit_price: 0.05 });
    expect(more.body).toMatchObject({ tax: 0.01, items: [{ tax: 0.01 }, { tax: 0 }] });
    const less = await finance.delete(`${at}/items/${more.body.items[0].id}`);
    expect(less.body).toMatchObject({ tax: 0, tax_lines: [{ amount: 0 }] });
    const issued = await finance.post(`${at}/finalize`);
    expect(issued.body.tax_lines).toEqual(less.body.tax_lines);
  });

  test.each([
    ["a tax below zero", { tax: -1 }, "/items/0/tax"],
    ["a tax that is no number", { tax: "much" }, "/items/0/tax"],
  ])("refused: %s", async (_, given, pointer) => {
    const items = [{ description: "x", unit_price: 1, ...given }];
    const answer = await finance.post("/api/invoices", { account_id: texan, items });
    expect(answer).toMatchObject({
      status: 422,
      body: { code: "invalid_input", errors: [{ pointer }] },
    });
  });

  test("bears no tax where the seller is not registered", async () => {
    const oregon = await account("Portland", "US", "OR");
    const invoice = await draft(oregon, { description: "Setup", unit_price: 100 });
    expect(invoice).toMatchObject({ tax: 0, tax_lines: [], items: [{ taxes: [] }] });
  });
});

describe("what is not charged says why", () => {
  test("exempt, zero-rated and reverse-charged, each with its reason, on paper too", async () => {
    await finance.post("/api/tax/registrations", { jurisdiction: "DE", number: "DE136695976" });
    const french = await account("Lyon", "FR", undefined, { tax_id: "FR40303265045" });
    const reversed = await draft(french, { description: "Licence", unit_price: 100 });
    expect(reversed).toMatchObject({
      tax: 0,
      tax_lines: [
        { jurisdiction: "FR", kind: "vat", rate: 0, treatment: "reverse_charge", amount: 0 },
      ],
    });
    const text = await printed(`/api/invoices/${reversed.id}/pdf`);
    expect(text).toContain("VAT on $100.00 Reverse charge: the customer accounts for the VAT");
    // The seller is not registered there, but in the Union.
    expect(text).toContain("VAT No. DE136695976");
    expect(text).toContain("FR40303265045");

    const charity = await account("Dallas", "US", "TX");
    await finance.post("/api/tax/exemptions", {
      account_id: charity,
      reason: "charity",
      certificate_number: "C-1",
      jurisdiction: "US-TX",
    });
    const exempt = await draft(charity, { description: "Licence", unit_price: 100 });
    const product = await sales.post("/api/products", { name: "Atlas", tax_category: "zero" });
    expect(product.status).toBe(201);
    const mixed = await finance.post(`/api/invoices/${exempt.id}/items`, {
      product_id: product.body.id,
      unit_price: 10,
      account_id: texan,
    });
    expect(mixed.body.tax_lines).toMatchObject([
      { treatment: "exempt", note: "Exempt: charity, certificate C-1.", taxable: 100 },
      { treatment: "zero_rated", note: "Zero-rated.", taxable: 10 },
    ]);
    const both = await printed(`/api/invoices/${exempt.id}/pdf`);
    expect(both).toContain("Exempt: charity, certificate C-1.");
    expect(both).toContain("Zero-rated.");
    expect(both).toContain("Tax ID Texas: TX-77");
  });

  test("a price that includes its tax says so", async () => {
    await finance.patch("/api/tax/settings", { prices_include_tax: true });
    const berlin = await account("Berlin", "DE");
    const invoice = await draft(berlin, { description: "Book", quantity: 2, unit_price: 59.5 });
    await finance.patch("/api/tax/settings", { prices_include_tax: false });
    const note = "Unit prices include this tax; amounts are without it.";
    expect(invoice).toMatchObject({
      subtotal: 100,
      tax: 19,
      total: 119,
      tax_lines: [{ rate: 19, treatment: "standard", note, taxable: 100, amount: 19 }],
    });
    const text = await printed(`/api/invoices/${invoice.id}/pdf`);
    expect(text).toContain(`VAT 19% on $100.00 ${note} $19.00`);
    expect(text).toContain("59.50");
  });
});

test("a preview shows the taxes that the invoice will have", async () => {
  const contract = await sales.post("/api/contracts", {
    account_id: texan,
    start_date: "2026-03-01",
    end_date: "2027-02-28",
    seat_count: 10,
    seat_price: 10,
    billing_frequency: "monthly",
  });
  const contract_id = contract.body.id;
  const preview = await sales.post("/api/billing/preview", { contract_id });
  const invoice = await finance.post("/api/billing/generate", { contract_id });
  expect(invoice.status).toBe(201);
  const [previewed] = preview.body.invoices;
  expect(previewed.tax_lines).toEqual(invoice.body.tax_lines);
  expect(previewed.items[0].taxes).toEqual(invoice.body.items[0].taxes);
  expect(previewed).toMatchObject({ tax: 6.25, tax_lines: [{ amount: 6.25, taxable: 100 }] });
});

test("a credit note takes back each tax, exactly", async () => {
  await finance.post("/api/tax/registrations", { jurisdiction: "CA-QC", number: "QC-1" });
  await finance.post("/api/tax/registrations", { jurisdiction: "CA", number: "GST-1" });
  const quebec = await account("Montreal", "CA", "QC");
  const { id, items } = await draft(quebec, { description: "Licence", unit_price: 99.97 });
  const issued = await finance.post(`/api/invoices/${id}/finalize`);
  const notes: { tax: number; tax_lines: { kind: string; amount: number }[] }[] = [];
  for (const net of [33.33, 0.07, 12.5, null]) {
    const lines = [{ item_id: items[0]!.id, ...(net && { net }) }];
    const note = await finance.post("/api/credit-notes", { invoice_id: id, reason: "x", lines });
    expect(note.status).toBe(201);
    notes.push(note.body);
  }
  const taken = (kind: string) =>
    notes.reduce((sum, note) => {
      const line = note.tax_lines.find((it) => it.kind === kind);
      return sum + Math.round(line!.amount * 100);
    }, 0);
  for (const line of issued.body.tax_lines) {
    expect(taken(line.kind)).toBe(Math.round(line.amount * 100));
  }
  for (const note of notes) {
    const sum = note.tax_lines.reduce((total, line) => total + Math.round(line.amount * 100), 0);
    expect(sum).toBe(Math.round(note.tax * 100));
  }
});

test("what the law makes an invoice say is named before it is issued, and asked for then", async () => {
  const admin = api.as("admin");
  const [{ id: entity }] = (await admin.get("/api/legal-entities")).body.data;
  const seat = { country: "DE", line1: null, city: null };
  expect((await admin.patch(`/api/legal-entities/${entity}`, seat)).status).toBe(200);
  const { id } = await draft(texan, { description: "Setup", unit_price: 100 });
  const address = {
    code: "seller_address",
    message: expect.stringContaining("needs a street and a city"),
    pointer: `legal-entities/${entity}/line1`,
    law: "UStG § 14 (4) no. 1",
    is_blocking: true,
  };
  const preflight = `/api/invoices/${id}/preflight`;
  const missing = await viewer.get(preflight);
  expect(missing.status).toBe(200);
  expect(missing.body.data).toContainEqual(address);
  expect(missing.body.data[0]).toMatchObject({
    code: "customer_address",
    pointer: `accounts/${texan}/billing_address`,
  });
  expect(await finance.post(`/api/invoices/${id}/finalize`)).toMatchObject(
    refused(409, "document_incomplete", missing.body.data[0].pointer),
  );
  expect(await stranger.get(preflight)).toMatchObject(refused(404, "not_found"));
  expect(await viewer.get(`/api/invoices/${UNKNOWN}/preflight`)).toMatchObject(
    refused(404, "not_found"),
  );
  await admin.patch(`/api/legal-entities/${entity}`, { country: "US" });
  expect((await viewer.get(preflight)).body).toEqual({ data: [] });
  expect((await finance.post(`/api/invoices/${id}/finalize`)).status).toBe(201);
});

test("another tenant sees none of it", async () => {
  const { id } = await draft(texan, { description: "Setup", unit_price: 100 });
  expect(await stranger.get(`/api/invoices/${id}`)).toMatchObject(refused(404, "not_found"));
  expect(await stranger.get(`/api/invoices/${id}/pdf`)).toMatchObject(refused(404, "not_found"));
  expect((await viewer.get(`/api/invoices/${UNKNOWN}/pdf`)).status).toBe(404);
  const { body } = await api
    .as("viewer")
    .graphql(`query ($id: UUID!) { invoice(id: $id) { taxLines { nodes { name amount } } } }`, {
      id,
    });
  expect(body.data.invoice.taxLines.nodes).toEqual([{ name: "Texas", amount: "6.25" }]);
});
