// Documents and mail in each language: every word on them is the reader's, whatever the document
// says; on those that the database makes of real contracts, too.
import { extractText } from "unpdf";
import { beforeAll, describe, expect, test } from "vitest";
import { formatAddress } from "../../server/locale/address.ts";
import { knownLocale } from "../../server/locale/format.ts";
import { LANGUAGES, wordsFor } from "../../server/locale/words.ts";
import { composeDocumentMail, type DocumentMailKind } from "../../server/mail/document_mail.ts";
import type { MailContent } from "../../server/mail/mailer.ts";
import { composeRenewalMail } from "../../server/mail/renewal_mail.ts";
import { composeSubsidiaryMail } from "../../server/mail/subsidiary_mail.ts";
import { InvoiceDocument } from "../../server/pdf/invoice_document.ts";
import type { PaperDocument } from "../../server/pdf/paper_document.ts";
import { print } from "../../server/pdf/print.ts";
import { startPdfRenderer, type PdfRenderer } from "../../server/pdf/render_invoice_pdf.ts";
import { SubsidiaryStatementDocument } from "../../server/pdf/subsidiary_statement_document.ts";
import { closeAtTheEnd } from "../support/closing.ts";
import { strangeWords, textsIn } from "../support/reading.ts";
import { openTenant } from "../support/tenants.ts";

const LOCALES = LANGUAGES.map((language) => new Intl.Locale(language).maximize()).map(
  ({ language, region }) => `${language}-${language === "pt" ? "PT" : region}`,
);
// Facts are words of no language.
const FACTS = ["Qualix Zubrow Vexto Xandris Wrumstr Oxkar qx INV CN CTR FR", "ap@zubrow.example"];
const MONEY = ["EUR", "USD", "US", "PDF"];

let pdf: PdfRenderer;
beforeAll(() => {
  pdf = startPdfRenderer({ pdfThreads: 1 });
  closeAtTheEnd(pdf.close);
});

async function printed(document: PaperDocument): Promise<string> {
  const { text } = await extractText(new Uint8Array(await pdf.render(document)), {
    mergePages: true,
  });
  return text.replace(/\s+/g, " ");
}

const strange = (text: string, locale: string) => strangeWords(text, locale, [...FACTS, ...MONEY]);

const address = (country: string) => ({
  line1: "Wrumstr 1",
  city: "Vexto",
  state: "Xandris",
  postal_code: "10115",
  country,
});

// Everything that a document can say.
function everything(locale: string, kind: InvoiceDocument["kind"], changes: object = {}) {
  const day = { period_start: "2026-02-01", period_end: "2026-02-01" };
  const year = { period_start: "2026-02-01", period_end: "2027-01-31" };
  const priced = { quantity: "3", unit_price: "10.00", amount: "30.00", discount: "5.00" };
  const basis = (interval: string, intervals: string) => ({ interval, intervals, quantity: "3" });
  const tax = (jurisdiction: string, treatment: string, more: object = {}) => ({
    jurisdiction,
    treatment,
    kind: "vat",
    amount: "1.00",
    ...more,
  });
  return InvoiceDocument.parse({
    kind,
    locale,
    seller: {
      name: "Qualix",
      address: address("DE"),
      tax_id: "1",
      tax_ids: [
        { jurisdiction: "FR", name: "France", number: "2" },
        ...["FR 40303265045", "AU", "CA", "CA-QC", "CH", "GB", "JP"].map((code) => ({
          jurisdiction: code.split(" ")[0],
          number: code.split(" ")[1] ?? "3",
        })),
      ],
      legal_form: "Qx",
      register: "Vexto",
      register_number: "QX 1",
      share_capital: "1",
      directors: ["Oxkar", "Zubrow"],
      payment_instructions: "Qualix",
      footer: "Qualix",
    },
    bill_to: { name: "Zubrow", address: address("FR"), tax_id: "3" },
    ship_to: { name: "Zubrow", address: address("US") },
    statement_of: kind === "statement" ? { number: "INV-1", payer: "Oxkar" } : null,
    invoice: {
      number: kind === "credit_note" ? "CN-1" : "INV-1",
      currency: "EUR",
      minor_unit: 2,
      issued_on: "2026-02-01",
      due_on: "2026-02-15",
      payment_days: 14,
      ...year,
      purchase_order_number: "QX1",
      contract_number: "CTR-1",
      is_cash_accounting: kind === "invoice",
      reason: "Qualix",
      notes: "Qualix",
      corrects: kind === "credit_note" ? "INV-1" : null,
      corrects_on: "2026-01-15",
    },
    // The text of a page has no space between the heading and what follows.
    sections: ["1 Zubrow", "2 Oxkar"].map((title) => ({
      title,
      subtotal: "30.00",
      discount: "5.00",
      tax: "1.00",
      total: "26.00",
      items: [
        { ...priced, term: "seats", basis: basis("month", "12"), ...year },
        { ...priced, term: "seats", basis: basis("month", "1"), ...year },
        { ...priced, term: "minimum_commitment", basis: basis("term", "1"), ...year },
        {
          ...priced,
          term: "advance_payment",
          supplied_on: "2026-01-20",
          deducts: "INV-3",
          deducts_on: "2026-01-20",
          tax: "-5.70",
        },
        { ...priced, description: "Qualix", part: { place: 1, of: 3 }, ...day },
        {
          ...priced,
          description: "Qualix",
          contract_number: "CTR-2",
          basis: { ...basis("quarter", "4"), days: 184, whole_days: 365 },
        },
        { ...priced, description: "Qualix", basis: basis("year", "1.5"), ...year },
        {
          ...priced,
          description: "Qualix",
          supplied_on: "2026-01-20",
          taxes: [{ jurisdiction: "JP", treatment: "standard", rate: "8" }],
          corrects: "INV-2",
          corrects_on: "2026-01-15",
        },
      ],
    })),
    totals: {
      subtotal: "60.00",
      discount: "10.00",
      tax_lines: [
        tax("DE", "standard", { rate: "19", is_included: true }),
        tax("FR", "reverse_charge", { taxable: "9.00" }),
        tax("JP", "standard", { rate: "8", taxable: "9.00" }),
        tax("DE", "zero_rated", { rate: "0" }),
        tax("DE", "exempt"),
        tax("DE", "exempt", { exemption: { reason: "Qualix" } }),
        tax("DE", "exempt", { exemption: { reason: "Qualix", certificate: "QX1" } }),
        { amount: "1.00" },
      ],
      tax: "7.00",
      local_tax: { currency: "USD", minor_unit: 2, rate: "1.1", amount: "7.70" },
      total: "57.00",
      paid: "1.00",
      credited: "1.00",
      balance: "55.00",
      settlement:
        kind === "credit_note"
          ? { applied_to_invoice: "1.00", to_balance: "1.00", to_refund: "1.00" }
          : null,
    },
    ...changes,
  });
}

function said({ subject, html, text }: MailContent): string {
  const body = html.replace(/<head>[\s\S]*<\/head>/, "").replace(/<[^>]*>/g, " ");
  return `${subject} ${body} ${text}`.replace(/&#39;/g, "'");
}

describe.each(LOCALES)("in %s", (locale) => {
  test.each(["invoice", "credit_note", "statement"] as const)("a printed %s", async (kind) => {
    const watermark = kind === "invoice" ? "draft" : "void";
    const text = await printed(everything(locale, kind, { watermark }));
    expect(strange(text, locale)).toEqual([]);
    const squeezed = (words: string) => words.toLowerCase().replace(/\s/g, "");
    const { title, changeOrder } = wordsFor(locale);
    expect(squeezed(text)).toContain(squeezed(title[kind]));
    expect(squeezed(text).includes(squeezed(wordsFor(locale).cashAccounting))).toBe(
      kind === "invoice",
    );
    // A part of a period says what its unit price is for.
    expect(squeezed(text)).toContain(squeezed(`0 ${changeOrder.intervals.quarter}`));
    expect(text).not.toMatch(/\{\w+\}/);
  });

  test("the title of an advance payment invoice, and what deducts it", () => {
    const advance = everything(locale, "invoice");
    const { title } = print({ ...advance, invoice: { ...advance.invoice, is_advance: true } });
    expect(title).toBe(wordsFor(locale).advanceTitle);
    expect(strange(title, locale)).toEqual([]);
    const items = print(advance).sections.flatMap((section) => section.items);
    const deduction = items.find(
      ({ description }) => description === wordsFor(locale).items.advance_payment,
    );
    expect(deduction?.notes.join(" ")).toContain("INV-3 (");
    expect(deduction?.notes.join(" ")).toMatch(/5[.,]70/);
  });

  test.each(["cancellation", "tax_only"] as const)("the title of a note: %s", (note_kind) => {
    const { title } = print(everything(locale, "credit_note", { note_kind }));
    expect(title).toBe(wordsFor(locale).noteTitle[note_kind]);
    const note = everything(locale, "credit_note", { note_kind });
    const { subject, text } = composeDocumentMail("credit_note", note, Buffer.from("x"));
    expect(subject).toContain(title);
    expect(text).toContain(title);
    expect(strange(title, locale)).toEqual([]);
  });

  test.each(["invoice", "reminder", "receipt", "credit_note", "statement"] as DocumentMailKind[])(
    "the mail of a kind: %s",
    (kind) => {
      const document = kind === "reminder" || kind === "receipt" ? "invoice" : kind;
      const mail = composeDocumentMail(kind, everything(locale, document), Buffer.from("x"));
      expect(strange(said(mail), locale)).toEqual([]);
      expect(said(mail)).not.toMatch(/\{\w+\}/);
    },
  );

  test.each([true, false])("a statement of subsidiaries; of a day: %s", async (isDay) => {
    const figures = { net: "30.00", tax: "1.00", total: "31.00", balance: "20.00" };
    const invoice = { account: "Zubrow", issued_on: "2026-02-01", due_on: "2026-03-03" };
    const document = SubsidiaryStatementDocument.parse({
      kind: "subsidiary_statement",
      locale,
      seller: { name: "Qualix", address: address("DE"), tax_id: "1", footer: "Qualix" },
      customer: { name: "Oxkar", address: address("FR"), tax_id: "3" },
      from: "2026-02-01",
      to: isDay ? "2026-02-01" : "2026-02-28",
      currencies: ["EUR", "USD"].map((currency) => ({
        currency,
        minor_unit: 2,
        ...figures,
        invoices: [{ number: "INV-1", ...invoice, ...figures }],
      })),
    });
    const text = await printed(document);
    expect(strange(text, locale)).toEqual([]);
    const compact = text.replace(/\s/g, "");
    expect(compact).toContain(wordsFor(locale).subsidiaries.net.replace(/\s/g, ""));
    const mail = composeSubsidiaryMail(document, Buffer.from("x"));
    expect(strange(said(mail), locale)).toEqual([]);
    expect(`${text} ${said(mail)}`).not.toMatch(/\{\w+\}/);
  });

  test.each([true, false])("a renewal alert; renews by itself: %s", (auto_renews) => {
    const mail = composeRenewalMail({
      contract_number: "CTR-1",
      account_name: "Zubrow",
      renews_on: "2027-02-01",
      notice_by: "2026-11-03",
      days_left: 90,
      value: "100.00",
      currency: "EUR",
      minor_unit: 2,
      auto_renews,
      locale,
      seller: { name: "Qualix" },
    });
    expect(strange(said(mail), locale)).toEqual([]);
    expect(said(mail)).not.toMatch(/\{\w+\}/);
  });
});

describe("the words", () => {
  test("put in the same facts in every language", () => {
    const factsOf = (locale: string) =>
      textsIn({ ...wordsFor(locale), taxOf: {} }).map((text) =>
        [...new Set(text.match(/\{\w+\}/g))].sort(),
      );
    for (const language of LANGUAGES) expect(factsOf(language)).toEqual(factsOf("en"));
  });

  test("are those of the language, whatever the country; of an unknown one, English", () => {
    expect([wordsFor("de-AT"), wordsFor("pt-BR")]).toEqual([wordsFor("de"), wordsFor("pt")]);
    expect(wordsFor("pl-PL")).toEqual(wordsFor("en"));
    expect(["de-AT", "pl-PL", "pl", "zh-Hant-TW", "x", "", "constructor"].map(knownLocale)).toEqual(
      ["de-AT", "en-PL", "en-US", "en-TW", "en-US", "en-US", "en-US"],
    );
  });

  test("that a test would miss are found", () => {
    expect(strange("Rechnung INV-1, due on receipt", "de-DE")).toEqual(["due", "on", "receipt"]);
    expect(strange("請求書 INV-1 Total", "ja-JP")).toEqual(["total"]);
  });
});

describe("an address", () => {
  const at = (country: string, more: object = {}) =>
    formatAddress(
      {
        line1: "Street 1",
        line2: null,
        city: "City",
        state: "ST",
        postal_code: "123",
        country,
        ...more,
      },
      "de-DE",
    );
  test.each([
    ["DE", ["Street 1", "123 City", "Deutschland"]],
    ["US", ["Street 1", "City, ST 123", "Vereinigte Staaten"]],
    ["GB", ["Street 1", "City", "123", "Vereinigtes Königreich"]],
    ["IT", ["Street 1", "123 City ST", "Italien"]],
    ["BR", ["Street 1", "City-ST", "123", "Brasilien"]],
    ["HU", ["City", "Street 1", "123", "Ungarn"]],
    ["JP", ["Street 1", "City, ST", "123", "Japan"]],
    ["ZZ", ["Street 1", "123 City", "Unbekannte Region"]],
  ])("is written as in %s", (country, lines) => {
    expect(at(country)).toEqual(lines);
  });

  test("leaves out what it lacks, with the marks around it", () => {
    expect(at("US", { state: null })).toEqual(["Street 1", "City 123", "Vereinigte Staaten"]);
    expect(at("US", { city: " " })).toEqual(["Street 1", "ST 123", "Vereinigte Staaten"]);
    expect(at("BR", { city: null, postal_code: null })).toEqual(["Street 1", "ST", "Brasilien"]);
    expect(at("DE", { line1: null, city: null, postal_code: null })).toEqual(["Deutschland"]);
  });

  test("goes from the whole to the part in its own script", () => {
    const tokyo = {
      line1: "丸の内1-1",
      city: "千代田区",
      state: "東京都",
      postal_code: "100-0005",
    };
    expect(at("JP", tokyo)).toEqual(["〒100-0005", "東京都千代田区", "丸の内1-1", "Japan"]);
  });
});

test("what the database makes of contracts is in the language of each account", async () => {
  const { as, root, clock } = await openTenant({
    name: "Qualix",
    currency: "EUR",
    clockAt: "2026-01-15T12:00:00Z",
  });
  const admin = as("admin");
  await admin.rows(`update tenancy.legal_entities set line1 = 'Wrumstr 1', city = 'Vexto',
    postal_code = '10115', country = 'DE', tax_id = '1'`);
  await admin.rows("select tax.add_tax_registration('DE', 'DE136695976', '2020-01-01')");
  const documents: [string, unknown][] = [];
  for (const [at, locale] of LOCALES.entries()) {
    // At home, and abroad with and without a number; one in three is exempt.
    const country = at % 2 === 0 ? "DE" : "FR";
    const account = await admin.value<string>(
      `select id from customers.create_account('Zubrow', locale => $1, tax_id => $2,
        billing_contact_email => 'ap@zubrow.example', wants_statement => true,
        billing_address => row('Wrumstr 1', null, 'Vexto', null, '10115', $3))`,
      [locale, country === "FR" ? "FR40303265045" : null, country],
    );
    if (at % 3 === 0) {
      await admin.rows(
        `select tax.add_tax_exemption(account_id => $1, reason => 'Qualix',
          certificate_number => 'QX-1', valid_from => '2020-01-01')`,
        [account],
      );
    }
    const child = await admin.value<string>(
      `select id from customers.create_account('Oxkar', parent_account_id => $1,
        payer => 'parent', wants_statement => true)`,
      [account],
    );
    for (const holder of [account, child]) {
      await admin.rows(
        `select sales.create_contract($1, '2026-01-15', '2026-12-31', contract_number => $2,
          seat_count => 3, seat_price => 9.99, billing_frequency => 'monthly',
          minimum_commitment => row(100, 'month')::sales.minimum_commitment)`,
        [holder, `CTR-${at}-${holder === child ? 2 : 1}`],
      );
    }
    await admin.rows(
      `select sales.create_contract($1, '2026-01-15', '2026-12-31', contract_number => $2,
        lines => array[
          jsonb_populate_record(null::sales.contract_line_input, '{"description": "Qualix",
            "pricing_model": "flat", "unit_price": 90, "price_interval": "one_time",
            "milestones": [{"date": "2026-01-15", "percent": 50}, {"date": "2026-01-20", "percent": 50}]}'),
          jsonb_populate_record(null::sales.contract_line_input, '{"description": "Qualix",
            "pricing_model": "flat", "unit_price": 77, "price_interval": "one_time"}')])`,
      [account, `CTR-${at}-3`],
    );
    const contract = await admin.value(
      "select id from sales.contracts where contract_number = $1",
      [`CTR-${at}-1`],
    );
    await admin.rows("select billing.bill_consolidated($1)", [account]);
    await admin.rows(
      `select billing.amend_contract($1::uuid, '2026-01-20', changes => array[
        jsonb_populate_record(null::sales.contract_change_input, jsonb_build_object('line_id',
          (select l.id from sales.contract_lines as l
            where l.contract_id = $1::uuid and l.description = 'Seats'), 'quantity', 5))])`,
      [contract],
    );
  }
  await clock.advance("2026-02-20T12:00:00Z");
  for (const { id } of await admin.rows<{ id: string }>("select id from billing.invoices")) {
    await admin.rows("select billing.finalize_invoice($1)", [id]);
    await admin.rows("select billing.create_credit_note($1, 'Qualix')", [id]);
  }
  for (const row of await root.rows<{ locale: string; document: unknown }>(
    `select d.document ->> 'locale' as locale, d.document
    from (
      select billing.invoice_document(i.id) as document from billing.invoices as i
      union all
      select billing.credit_note_document(n.id) from billing.credit_notes as n
      union all
      select billing.invoice_statement(i.id, part.account_id)
      from billing.invoices as i
      cross join lateral billing.invoices_statements(i) as part
    ) as d`,
  )) {
    documents.push([row.locale, row.document]);
  }
  expect(new Set(documents.map(([locale]) => locale))).toEqual(new Set(LOCALES));
  const all = JSON.stringify(documents);
  for (const told of ['"term":"seats"', '"term":"minimum_commitment"', '"of":2', '"days":26']) {
    expect(all).toContain(told);
  }
  for (const [locale, document] of documents) {
    const { words, ...said } = print(InvoiceDocument.parse(document));
    expect(words).toEqual(wordsFor(locale));
    expect(strange(textsIn({ ...said, locale: "" }).join(" "), locale), locale).toEqual([]);
  }
}, 120_000);
