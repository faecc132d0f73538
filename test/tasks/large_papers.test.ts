// Papers of thousands of rows: as dear per row as small ones, and every row on a page.
import { extractText } from "unpdf";
import { beforeAll, expect, test } from "vitest";
import type { PaperDocument } from "../../server/pdf/paper_document.ts";
import { startPdfRenderer, type PdfRenderer } from "../../server/pdf/render_invoice_pdf.ts";
import { SubsidiaryStatementDocument } from "../../server/pdf/subsidiary_statement_document.ts";
import { closeAtTheEnd } from "../support/closing.ts";
import { sampleChangeOrder } from "../support/sample_change_order.ts";
import { sampleInvoice, sampleItem } from "../support/sample_invoice.ts";

// More than a page has room for.
const MOST_ROWS = 20;

let pdf: PdfRenderer;
beforeAll(() => {
  pdf = startPdfRenderer({ pdfThreads: 1 });
  closeAtTheEnd(pdf.close);
});

// Each row once, none over the end of the paper.
async function expectRows(bytes: Buffer, count: number): Promise<void> {
  const { text } = await extractText(new Uint8Array(bytes));
  const rows = text.map((page) => [...page.matchAll(/Row (\d+)\b/g)].map(([, n]) => Number(n)));
  expect(rows.flat()).toEqual(Array.from({ length: count }, (_, n) => n));
  expect(Math.max(...rows.map((page) => page.length))).toBeLessThan(MOST_ROWS);
  text.forEach((page, at) => expect(page).toContain(`Page ${at + 1} of ${text.length}`));
}

// Half of it one section, the rest in sections of fifty; a word in another script here and there.
function largeInvoice(count: number): PaperDocument {
  const item = (n: number) => sampleItem({ description: `Row ${n}${n % 50 === 0 ? " 品目" : ""}` });
  const sizes = [count / 2, ...Array<number>(count / 100).fill(50)];
  let next = 0;
  const sections = sizes.map((size, at) => ({
    title: `Subsidiary ${at}`,
    subtotal: "100.00",
    items: Array.from({ length: size }, () => item(next++)),
  }));
  return sampleInvoice({ sections });
}

// Processor time, all threads': how busy others keep the machine does not matter.
async function timed(document: PaperDocument): Promise<{ bytes: Buffer; spent: number }> {
  const before = process.cpuUsage();
  const bytes = await pdf.render(document);
  const { user, system } = process.cpuUsage(before);
  return { bytes, spent: user + system };
}

test("two thousand lines take no more per line than five hundred", async () => {
  await pdf.render(largeInvoice(100));
  const [some, many] = [await timed(largeInvoice(500)), await timed(largeInvoice(2_000))];
  expect(many.spent / some.spent).toBeLessThan(6);
  await expectRows(many.bytes, 2_000);
});

test("a statement of hundreds of invoices loses none", async () => {
  const { seller, bill_to: customer } = sampleInvoice();
  const figures = { net: "1.00", tax: "0.19", total: "1.19", balance: "1.19" };
  const days = { issued_on: "2026-02-01", due_on: "2026-03-03" };
  const invoices = Array.from({ length: 700 }, (_, n) => {
    const account = n % 50 === 0 ? "Acme 東京" : "Acme";
    return { number: `Row ${n}`, account, ...days, ...figures };
  });
  const document = SubsidiaryStatementDocument.parse({
    kind: "subsidiary_statement",
    seller,
    customer,
    from: "2026-02-01",
    to: "2026-02-28",
    currencies: [{ currency: "USD", minor_unit: 2, ...figures, invoices }],
  });
  await expectRows(await pdf.render(document), 700);
});

test("a change order of hundreds of lines loses none", async () => {
  const [line] = sampleChangeOrder().lines;
  const lines = Array.from({ length: 900 }, (_, n) => ({ ...line, description: `Row ${n}` }));
  await expectRows(await pdf.render(sampleChangeOrder({ lines, charges: [] })), 900);
});
