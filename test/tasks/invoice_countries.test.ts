// What an invoice says in each country whose law the preflight knows: made by the database of two
// rates, a period and a day, printed, and read back.
import { writeFileSync } from "node:fs";
import { extractText } from "unpdf";
import { beforeAll, expect, test } from "vitest";
import { InvoiceDocument } from "../../server/pdf/invoice_document.ts";
import { startPdfRenderer, type PdfRenderer } from "../../server/pdf/render_invoice_pdf.ts";
import { closeAtTheEnd } from "../support/closing.ts";
import { openTenant } from "../support/tenants.ts";

interface Country {
  code: string;
  locale: string;
  currency: string;
  number: string;
  jurisdiction?: string;
  second: string;
  address: [city: string, state: string | null, postal_code: string];
  entity?: Record<string, unknown>;
  says: string[];
  credits: string[];
}

const COUNTRIES: Country[] = [
  {
    code: "US",
    locale: "en-US",
    currency: "USD",
    jurisdiction: "US-CA",
    number: "SR 102-345",
    second: "zero",
    address: ["Los Angeles", "CA", "90001"],
    says: ["Invoice", "Total USD 1,265.25", "Tax ID California: SR 102-345", "7.25%"],
    credits: ["Credit note", "INV-2026-001 (Feb 1, 2026)"],
  },
  {
    code: "DE",
    locale: "de-DE",
    currency: "USD",
    number: "DE136695976",
    second: "reduced",
    address: ["Berlin", null, "10115"],
    entity: {
      legal_form: "GmbH",
      register: "Amtsgericht Berlin",
      register_number: "HRB 12345",
      directors: ["Jo Oak", "Mia Elm"],
    },
    says: [
      "Rechnung",
      "USt-IdNr. DE136695976",
      "USt. 19 % auf 900,00 $",
      "USt. 7 % auf 300,00 $",
      "Gesamtbetrag 1.392,00 USD",
      "Steuer in EUR 1 USD = 0,8 EUR 153,60 EUR",
      "Leistungsdatum: 20.01.2026",
      "HRB 12345",
      "Vertreten durch: Jo Oak, Mia Elm",
      "Deutschland",
    ],
    credits: [
      "Gutschrift",
      "INV-2026-001 (01.02.2026)",
      "Steuer in EUR 1 USD = 0,8 EUR 153,60 EUR",
    ],
  },
  {
    code: "FR",
    locale: "fr-FR",
    currency: "EUR",
    number: "FR40303265045",
    second: "reduced",
    address: ["Paris", null, "75001"],
    entity: {
      legal_form: "SAS",
      register: "RCS Paris",
      register_number: "303 265 045",
      share_capital: "10 000 €",
      tax_id: "303265045",
    },
    says: [
      "Facture",
      "N° de TVA FR40303265045",
      "SIREN 303265045",
      "TVA 20 % sur 900,00 €",
      "TVA 5,5 % sur 300,00 €",
      "Capital social : 10 000 €",
      "RCS Paris 303 265 045",
      "indemnité forfaitaire de 40 €",
      "Date de prestation : 20 janv. 2026",
    ],
    credits: ["Avoir", "INV-2026-001 (1 févr. 2026)"],
  },
  {
    code: "GB",
    locale: "en-GB",
    currency: "USD",
    number: "GB 123 4567 82",
    second: "reduced",
    address: ["London", null, "EC1A 1BB"],
    says: [
      "VAT No. GB 123 4567 82",
      "VAT 20% on US$900.00",
      "VAT 5% on US$300.00",
      "Total USD 1,395.00",
      "Tax in GBP 1 USD = 0.75 GBP GBP 146.25",
      "Service date: 20 Jan 2026",
    ],
    credits: ["INV-2026-001 (1 Feb 2026)"],
  },
  {
    code: "CH",
    locale: "de-CH",
    currency: "CHF",
    number: "CHE-116.281.838 MWST",
    second: "reduced",
    address: ["Zürich", null, "8001"],
    says: ["UID CHE-116.281.838 MWST", "MwSt. 8.1% auf CHF 900.00", "MwSt. 2.6% auf CHF 300.00"],
    credits: ["INV-2026-001 (01.02.2026)"],
  },
  {
    code: "CA",
    locale: "en-CA",
    currency: "CAD",
    number: "12345 6789 RT0001",
    second: "zero",
    address: ["Calgary", "AB", "T2P 1J9"],
    says: ["GST/HST No. 12345 6789 RT0001", "GST 5% on $900.00", "Total CAD 1,245.00"],
    credits: ["INV-2026-001"],
  },
  {
    code: "AU",
    locale: "en-AU",
    currency: "USD",
    number: "51 824 753 556",
    second: "zero",
    address: ["Sydney", "NSW", "2000"],
    says: [
      "Tax invoice",
      "ABN 51 824 753 556",
      "GST 10% on USD 900.00",
      "Tax in AUD 1 USD = 1.5 AUD AUD 135.00",
    ],
    credits: ["Adjustment note", "INV-2026-001 (1 Feb 2026)"],
  },
  {
    code: "JP",
    locale: "ja-JP",
    currency: "USD",
    number: "T1234567890123",
    second: "reduced",
    address: ["千代田区", "東京都", "100-0005"],
    says: [
      "請求書",
      "登録番号 T1234567890123",
      "消費税 10%（対象額 $900.00）",
      "消費税 8%（対象額 $300.00）",
      "8% ※",
      "※は軽減税率対象です。",
      "税額（JPY） 1 USD = 150 JPY JPY 17,100",
      "提供日：2026/01/20",
    ],
    credits: ["返金明細書", "INV-2026-001 (2026/02/01)"],
  },
];

let pdf: PdfRenderer;
beforeAll(() => {
  pdf = startPdfRenderer({ pdfThreads: 1 });
  closeAtTheEnd(pdf.close);
});

async function printed(document: InvoiceDocument, name: string): Promise<string> {
  const bytes = await pdf.render(document);
  if (process.env.OUT) writeFileSync(`${process.env.OUT}/${name}.pdf`, bytes);
  const { text } = await extractText(new Uint8Array(bytes), { mergePages: true });
  return text.replace(/\s+/g, " ");
}

test("an invoice says what the law of its seller's country asks for, and so does a note", async () => {
  const { as } = await openTenant({
    name: "Qualix",
    currency: "USD",
    clockAt: "2026-02-01T12:00:00Z",
  });
  const admin = as("admin");
  const products: Record<string, string> = {};
  for (const category of ["standard", "reduced", "zero"]) {
    products[category] = await admin.value<string>(
      "select id from catalog.create_product($1, $1, tax_category => $2)",
      [`Rate ${category}`, category],
    );
  }
  for (const [category, rate] of [
    ["standard", 10],
    ["reduced", 8],
  ]) {
    await admin.rows(
      `select tax.add_tax_rate('JP', category => $1, rate => $2, kind => 'vat', valid_from => '2019-10-01')`,
      [category, rate],
    );
  }
  for (const [quote, rate] of [
    ["EUR", 0.8],
    ["GBP", 0.75],
    ["AUD", 1.5],
    ["JPY", 150],
  ]) {
    await admin.rows(
      `select currencies.set_exchange_rate('USD', $1, $2, day)
      from unnest('{2026-01-18,2026-01-30}'::date[]) as day`,
      [quote, rate],
    );
  }
  for (const country of COUNTRIES) {
    const { code, locale, currency, jurisdiction = code, address } = country;
    const [city, state, postal_code] = address;
    const entity = await admin.value<string>(
      `select id from tenancy.create_legal_entity($1, $2, $3, currency => $4,
        line1 => 'Seller Street 1', city => $5, state => $6, postal_code => $7)`,
      [code.toLowerCase(), `Qualix ${code}`, code, currency, city, state, postal_code],
    );
    for (const [column, value] of Object.entries(country.entity ?? {})) {
      await admin.rows(`update tenancy.legal_entities set ${column} = $2 where id = $1`, [
        entity,
        value,
      ]);
    }
    await admin.rows(
      `select tax.add_tax_registration($1, $2, '2020-01-01', legal_entity_id => $3)`,
      [jurisdiction, country.number, entity],
    );
    const account = await admin.value<string>(
      `select id from customers.create_account($1, locale => $2,
        billing_address => row('Buyer Street 2', null, $3, $4, $5, $6))`,
      [`Zubrow ${code}`, locale, city, state, postal_code, code],
    );
    const invoice = await admin.value<string>(
      `select id from billing.create_invoice($1, currency => $2, legal_entity_id => $3,
        items => array[
          ($4::uuid, null, null, 1, 1000, 100, null, '2026-01-01', '2026-01-31', null),
          ($5::uuid, null, null, 3, 100, null, null, null, null, '2026-01-20')
        ]::billing.invoice_item_input[])`,
      [account, currency, entity, products.standard, products[country.second]],
    );
    expect(await admin.rows("select * from billing.preflight($1)", [invoice]), code).toEqual([]);
    await admin.rows("select billing.finalize_invoice($1)", [invoice]);
    const says = async (query: string, id: string, said: string[]) => {
      const document = await admin.value(`select billing.${query}($1)`, [id]);
      const text = await printed(InvoiceDocument.parse(document), `${code}-${query}`);
      for (const words of said) expect.soft(text, `${code} ${query}`).toContain(words);
    };
    await says("invoice_document", invoice, country.says);
    const note = await admin.value<string>(
      "select id from billing.create_credit_note($1, 'Too much')",
      [invoice],
    );
    await says("credit_note_document", note, country.credits);
  }
}, 60_000);
