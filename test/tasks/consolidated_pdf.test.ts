// Documents of more than one account, of a part, and of what is taken back, as they are printed.
import { extractText } from "unpdf";
import { beforeAll, describe, expect, test } from "vitest";
import type { InvoiceDocument } from "../../server/pdf/invoice_document.ts";
import { startPdfRenderer, type PdfRenderer } from "../../server/pdf/render_invoice_pdf.ts";
import { closeAtTheEnd } from "../support/closing.ts";
import { sampleInvoice, sampleItem } from "../support/sample_invoice.ts";

let pdf: PdfRenderer;
beforeAll(() => {
  pdf = startPdfRenderer({ pdfThreads: 1 });
  closeAtTheEnd(pdf.close);
});

async function pages(document: InvoiceDocument): Promise<string[]> {
  const bytes = await pdf.render(document);
  const { text } = await extractText(new Uint8Array(bytes));
  return text.map((page) => page.replace(/\s+/g, " "));
}

function section(title: string, count: number, more: object = {}) {
  const items = Array.from({ length: count }, (_, n) =>
    sampleItem({ description: `${title.toUpperCase()}-${n}.` }),
  );
  return { title, subtotal: "1.00", discount: "0.00", tax: "0.00", total: "1.00", items, ...more };
}

describe("a consolidated invoice", () => {
  test("has a title and a subtotal for each account", async () => {
    const taxed = { subtotal: "7.00", discount: "1.00", tax: "0.60", total: "6.60" };
    const sections = [section("Acme", 1), section("Beta", 1, taxed)];
    const [page = ""] = await pages(sampleInvoice({ sections }));
    expect(page).toMatch(/Acme ACME-0\..* Subtotal \$1\.00 Beta BETA-0\./);
    // A column of words, then one of figures.
    expect(page).toMatch(/BETA-0\..* Subtotal Discount Tax Total \$7\.00 -\$1\.00 \$0\.60 \$6\.60/);
  });

  test("names the tax number of each account beside it, in the reader's words", async () => {
    const sections = [
      section("Acme", 1, { tax_id: "ATU13585627" }),
      section("Beta", 1, { tax_id: "FR 40 303 265 045" }),
      section("Gamma", 1),
    ];
    const [page = ""] = await pages(sampleInvoice({ sections }));
    expect(page).toMatch(
      /Acme VAT No. ATU13585627 ACME-0\..*Beta VAT No. FR 40 303 265 045 BETA-0\./,
    );
    expect(page).toMatch(/Gamma GAMMA-0\./);
    const [german = ""] = await pages(sampleInvoice({ locale: "de-DE", sections }));
    expect(german).toContain("Beta USt-IdNr. FR 40 303 265 045");
  });

  test("says on each page whose items go on", async () => {
    const all = await pages(sampleInvoice({ sections: [section("Acme", 2), section("Beta", 40)] }));
    expect(all.length).toBeGreaterThan(3);
    all.slice(1).forEach((page) => {
      const goesOn = /BETA-\d+\./.test(page);
      expect(page.includes("Beta, continued")).toBe(goesOn);
      expect(page.includes("Unit price")).toBe(goesOn);
    });
    expect(all[0]).not.toContain("continued");
    expect(all.at(-1)).not.toContain("Acme, continued");
  });

  test.each([3, 4, 5, 6, 7, 8, 9, 10, 11])(
    "leaves no title and no subtotal alone, with %i items before",
    async (count) => {
      const sums = { discount: "0.10", tax: "0.20", total: "1.10" };
      const sections = [section("Acme", count, sums), section("Beta", 1, sums)];
      for (const page of await pages(sampleInvoice({ sections }))) {
        if (/Beta(?!,)/.test(page)) expect(page).toContain("BETA-0.");
        const parts = page.split("$0.20");
        parts.slice(0, -1).forEach((before) => expect(before).toMatch(/(ACME|BETA)-\d+\./));
      }
    },
  );

  test("names accounts in any script, also where they go on", async () => {
    const all = await pages(sampleInvoice({ sections: [section("日本アクメ", 30)] }));
    expect(all[0]).toContain("日本アクメ");
    expect(all[1]).toContain("日本アクメ, continued");
    all.forEach((page, at) => expect(page).toContain(`Page ${at + 1} of ${all.length}`));
  });
});

describe("a statement", () => {
  const statement = (locale: string, payer = "Acme Corporation") =>
    sampleInvoice({
      kind: "statement",
      locale,
      statement_of: { number: "INV-2026-001", payer },
      bill_to: { name: "Acme EMEA" },
    });

  test("asks for no payment, and says who was sent the invoice", async () => {
    const [page = ""] = await pages(statement("en-US"));
    expect(page).toContain(
      "This is not an invoice; INV-2026-001 was sent to Acme Corporation. No payment is asked",
    );
    expect(page).toMatch(/Statement .*For Acme EMEA/);
    for (const said of ["Amount due", "How to pay", "Bill to"]) expect(page).not.toContain(said);
    const [german = ""] = await pages(statement("de-DE"));
    expect(german).toContain("Dies ist keine Rechnung; INV-2026-001 ging an Acme Corporation.");
  });

  test("reads no sentence out of a name", async () => {
    const [page = ""] = await pages(statement("en-US", "{number} {payer} $& Ltd."));
    expect(page).toContain("was sent to {number} {payer} $& Ltd..");
  });
});

describe("a credit note", () => {
  test("says what it corrects, why, and what became of the money", async () => {
    const document = sampleInvoice({
      kind: "credit_note",
      sections: [{ items: [sampleItem({ quantity: null, unit_price: null, amount: "100.00" })] }],
      totals: {
        subtotal: "100.00",
        discount: "0",
        tax_lines: [{ name: "New York State", rate: "4", amount: "4.00" }],
        tax: "4.00",
        total: "104.00",
        paid: "0",
        balance: "0",
        settlement: { applied_to_invoice: "50.00", to_balance: "0.00", to_refund: "54.00" },
      },
    });
    const invoice = {
      number: "CN-2026-001",
      corrects: "INV-2026-001",
      corrects_on: "2026-02-01",
      reason: "Too many",
    };
    Object.assign(document.invoice, invoice, { due_on: null });
    const [page = ""] = await pages(document);
    for (const said of [
      "Credit note CN-2026-001",
      "Corrects invoice INV-2026-001 (Feb 1, 2026)",
      "Amount credited USD 104.00",
      "Taken off invoice INV-2026-001 $50.00",
      "To be paid back to you $54.00",
      "Reason Too many",
    ]) {
      expect(page).toContain(said);
    }
    for (const said of ["Unit price", "Amount due", "Added to your balance", "How to pay"]) {
      expect(page).not.toContain(said);
    }
  });
});

describe("taxes", () => {
  const taxed = (locale: string, ...tax_lines: object[]) => {
    const { totals } = sampleInvoice();
    return sampleInvoice({ locale, totals: { ...totals, tax_lines } });
  };
  const reversed = { jurisdiction: "DE", kind: "vat", treatment: "reverse_charge", amount: "0.00" };
  const vat = {
    jurisdiction: "DE",
    kind: "vat",
    treatment: "standard",
    rate: "19",
    amount: "19.00",
  };

  test("are named by their kind in the language of the reader", async () => {
    const gst = {
      jurisdiction: "CA",
      kind: "gst",
      treatment: "standard",
      rate: "5",
      amount: "1.00",
    };
    const own = { name: "VAT, reduced", kind: "vat", treatment: "standard", amount: "1.00" };
    const [english = ""] = await pages(taxed("en-US", gst, own, { amount: "0.50" }));
    expect(english).toMatch(/GST 5% \$1\.00 VAT, reduced \$1\.00 Tax \$0\.50/);
    const [french = ""] = await pages(taxed("fr-CA", gst));
    expect(french).toMatch(/TPS 5\s% 1,00/);
    const [swiss = ""] = await pages(taxed("de-CH", { ...vat, jurisdiction: "CH", rate: "8.1" }));
    expect(swiss).toMatch(/MwSt\. 8\.1\s?%/);
    const [japanese = ""] = await pages(taxed("ja-JP", { ...vat, jurisdiction: "JP", rate: "10" }));
    expect(japanese).toContain("消費税 10%");
  });

  test("name their country where those of several meet, and their state always", async () => {
    const [alone = ""] = await pages(taxed("de-DE", vat));
    expect(alone).toMatch(/USt\. 19\s%/);
    expect(alone).not.toContain("Deutschland");
    const french = { ...vat, jurisdiction: "FR", rate: "20" };
    const [both = ""] = await pages(taxed("de-DE", vat, french));
    expect(both).toMatch(/USt\. Deutschland \(19\s%\).*USt\. Frankreich \(20\s%\)/);
    const pst = { ...vat, jurisdiction: "CA-BC", name: "British Columbia", kind: "pst", rate: "7" };
    const [state = ""] = await pages(taxed("en-CA", pst));
    expect(state).toContain("PST British Columbia (7%)");
  });

  test("reverse charge has the words that the law of the reader asks for", async () => {
    for (const [locale, said] of [
      ["de-DE", /USt\. Steuerschuldnerschaft des Leistungsempfängers/],
      ["fr-FR", /TVA Autoliquidation/],
      ["es-ES", /IVA Inversión del sujeto pasivo/],
      ["it-IT", /IVA Inversione contabile/],
      ["nl-NL", /Btw Btw verlegd/],
      ["pt-PT", /IVA Autoliquidação/],
      ["en-IE", /VAT Reverse charge/],
    ] as const) {
      const [page = ""] = await pages(taxed(locale, reversed));
      expect(page).toMatch(said);
    }
  });
});
