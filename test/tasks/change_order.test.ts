// A change order on its way: rendered once, however often its job runs; what it says on paper.
import { extractText } from "unpdf";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ChangeOrderDocument } from "../../server/pdf/change_order_document.ts";
import { startPdfRenderer, type PdfRenderer } from "../../server/pdf/render_invoice_pdf.ts";
import { sampleChangeOrder } from "../support/sample_change_order.ts";
import { openTenant } from "../support/tenants.ts";
import { until, withWorker } from "../support/worker.ts";

let pdf: PdfRenderer;
beforeAll(() => {
  pdf = startPdfRenderer({ pdfThreads: 1 });
});
afterAll(() => pdf.close());

async function textOf(document: ChangeOrderDocument): Promise<string> {
  const bytes = await pdf.render(document);
  const { text } = await extractText(new Uint8Array(bytes), { mergePages: true });
  return text.replace(/\s+/g, " ");
}

test("it shows the parties, each line before and after, the cents with their days", async () => {
  const text = await textOf(sampleChangeOrder());
  for (const said of [
    "Change order CTR-2026-001-A1",
    "Northwind Software",
    "Acme Corporation",
    "77 Industrial Way",
    "From Aug 1, 2026",
    "Feb 1, 2026 – Jan 31, 2027",
    "100 × 99.90 a month",
    "140 × 99.90 a month",
    "at least 100 billed",
    "less 10%",
    "Acme Berlin",
    "Last day: Jul 31, 2026",
    "Added",
    "2 × 450.00 once",
    "3 at tiered prices once",
    "Credit, Aug 1, 2026 – Jan 31, 2027",
    "-$60,432.66",
    "Charge, Aug 1, 2026 – Jan 31, 2027",
    "$84,605.72",
    "Subtotal $24,173.06",
    "Discount -$100.00",
    "Tax $1,925.84",
    "Total $25,998.90",
    "On invoice INV-2026-009",
    "Forty more seats for the new office",
    "Renews by itself unless notice is given 90 days before the end of the term.",
    "For Northwind Software",
    "For Acme Corporation",
    "Signature",
  ]) {
    expect(text).toContain(said);
  }
});

test("it speaks the customer's language, and says when nothing billed changes", async () => {
  const { change } = sampleChangeOrder();
  const text = await textOf(
    sampleChangeOrder({
      locale: "de-DE",
      charges: [],
      change: { ...change, renews: false, reason: null },
    }),
  );
  for (const said of [
    "Vertragsänderung",
    "Gültig ab",
    "Ab 01.08.2026",
    "100 × 99,90 im Monat",
    "Letzter Tag: 31.07.2026",
    "Kommt hinzu",
    "2 × 450,00 einmalig",
    "Bereits berechnete Tage ändern sich nicht",
    "Der Vertrag endet mit seiner Laufzeit.",
    "Für Acme Corporation",
    "Unterschrift",
  ]) {
    expect(text).toContain(said);
  }
  for (const unsaid of ["Grund", "Gesamtbetrag", "Zahlungsziel"])
    expect(text).not.toContain(unsaid);
  for (const [locale, title] of [
    ["fr-FR", "Avenant"],
    ["es-ES", "Modificación del contrato"],
    ["ja-JP", "契約変更書"],
    ["tlh", "Change order"],
  ] as const) {
    expect(await textOf(sampleChangeOrder({ locale }))).toContain(title);
  }
});

test("the same document gives the same bytes; many lines take many pages", async () => {
  const document = sampleChangeOrder();
  expect((await pdf.render(document)).equals(await pdf.render(document))).toBe(true);
  const lines = Array.from({ length: 60 }, (_, n) => ({
    ...document.lines[0]!,
    description: `Line ${n}`,
  }));
  const text = await textOf(sampleChangeOrder({ lines }));
  for (const { description } of lines) expect(text).toContain(description);
  expect(text).toMatch(/Page (\d+) of \1 *$|Page \d+ of \d+/);
});

test("a name that is odd or long leaves the page whole", async () => {
  const document = sampleChangeOrder();
  const name = `${"very ".repeat(2_000)}long \u202Ename\u0000`;
  const text = await textOf(
    sampleChangeOrder({
      customer: { ...document.customer, name },
      lines: [{ ...document.lines[0]!, description: name }],
    }),
  );
  expect(text).toContain("140 × 99.90 a month");
  expect(text).not.toContain("\u202E");
});

test("its job makes one file, which is handed out from then on", async () => {
  const tenancy = await openTenant({ clockAt: "2026-02-01T12:00:00Z" });
  const sales = tenancy.as("sales");
  const account = await sales.value("select (customers.create_account('Acme')).id");
  const contract = await sales.value(
    `select (sales.create_contract($1, '2026-02-01', '2027-01-31', contract_number => 'CTR-1',
      seat_count => 10, seat_price => 10)).id`,
    [account],
  );
  const amendment = await sales.value(
    `select ((r).amendment).id
    from sales.contract_lines as l
    cross join lateral billing.amend_contract(l.contract_id, '2026-06-01', array[
      (l.id, 12, null, null, null, null)::sales.contract_change_input]) as r
    where l.contract_id = $1`,
    [contract],
  );
  const ask = () =>
    sales.value("select (billing.render_change_order($1, $2)).id", [contract, amendment]);
  const ended = (job: unknown) =>
    until(async () => {
      const [found] = await sales.rows("select status, error from events.jobs where id = $1", [
        job,
      ]);
      return ["completed", "failed"].includes(String(found!["status"])) && found;
    });
  await withWorker({}, async () => {
    const first = await ended(await ask());
    expect(first).toMatchObject({ error: null });
    await ended(await ask());
  });
  const files = await tenancy
    .as("viewer")
    .rows("select amendment_id, kind, file_key from billing.documents");
  expect(files).toEqual([
    { amendment_id: amendment, kind: "pdf", file_key: expect.stringMatching(/^pdf\/.*\.pdf$/) },
  ]);
});
