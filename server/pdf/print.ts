// Everything that an invoice prints, as finished words: what the page components lay out.
import { fill } from "../locale/fill.ts";
import {
  formatAmount,
  formatCount,
  formatCountry,
  formatDay,
  formatPeriod,
  formatQuantity,
  formatRate,
  formatTotal,
  formatUnitPrice,
  isZero,
  knownLocale,
  negated,
} from "../locale/format.ts";
import { formatOwnTaxNumber } from "../locale/tax_number.ts";
import { wordsFor, type TaxKind, type Words } from "../locale/words.ts";
import type { InvoiceDocument, Item, TaxLine } from "./invoice_document.ts";
import { paperText } from "./paper_text.ts";

export interface PrintedItem {
  description: string;
  notes: string[];
  quantity: string;
  unitPrice: string;
  // Where an invoice has several.
  rate: string;
  amount: string;
}

export interface Row {
  label: string;
  value: string;
  note?: string;
}

export interface PrintedSection {
  title: string;
  // By which number the account is known to the tax office.
  taxId: string;
  items: PrintedItem[];
  // What it comes to, the last row strong; none for the only section of a document.
  sums: Row[];
}

export interface Print {
  locale: string;
  words: Words;
  title: string;
  number: string;
  facts: Row[];
  sections: PrintedSection[];
  totals: Row[];
  total: Row;
  settled: Row[];
  due: Row | null;
  // The tax in the currency of the seller's country.
  localTax: Row | null;
  // Why a statement asks for nothing.
  noPayment: string | null;
}

export function print(document: InvoiceDocument): Print {
  const locale = knownLocale(document.locale);
  const words = wordsFor(locale);
  const { invoice, totals } = document;
  const money = (amount: string) => formatAmount(amount, invoice, locale);
  const total = (amount: string) => formatTotal(amount, invoice, locale);
  const hasRates = hasSeveralRates(document);
  return {
    locale,
    words,
    title: titleOf(document, words),
    number: document.statement_of ? "" : paperText(invoice.number ?? "", 60),
    facts: facts(document, words, locale),
    sections: document.sections.map((section) => ({
      title: paperText(section.title ?? "", 200),
      taxId: section.tax_id ? formatOwnTaxNumber(paperText(section.tax_id, 60), null, words) : "",
      items: section.items.map((item) => printItem(item, document, hasRates, words, locale)),
      sums: section.title ? sectionSums(section, words, money) : [],
    })),
    totals: [
      { label: words.subtotal, value: money(totals.subtotal) },
      ...unlessZero(words.discount, negated(totals.discount), money),
      ...totals.tax_lines.map((line) => taxRow(line, totals.tax_lines, words, money, locale)),
      ...(totals.tax_lines.length === 0 ? [{ label: words.tax, value: money(totals.tax) }] : []),
    ],
    total: { label: words.total, value: total(totals.total) },
    settled: settledRows(document, words, money),
    due: dueRow(document, words, total),
    localTax: localTaxRow(document, words, locale),
    noPayment: document.statement_of && paperText(fill(words.noPayment, document.statement_of)),
  };
}

type Money = (amount: string) => string;

// Who has a number for goods and services tax bills with a tax invoice where the law calls it that.
const TAX_INVOICES = ["AU"];

export function titleOf(document: InvoiceDocument, words: Words): string {
  if (document.title) return paperText(document.title, 60);
  const { kind, note_kind: noteKind, seller, invoice } = document;
  if (invoice.is_advance && kind === "invoice") return words.advanceTitle;
  if (noteKind !== "credit") return words.noteTitle[noteKind];
  const country = seller.address?.country ?? "";
  const isTaxed = seller.tax_ids.some(({ jurisdiction }) => jurisdiction === country);
  return kind !== "statement" && isTaxed && TAX_INVOICES.includes(country)
    ? words.taxTitle[kind]
    : words.title[kind];
}

type ItemTax = Item["taxes"][number];

// Japan's reduced rate, since 1 October 2019, is marked at what bears it.
function isReduced({ jurisdiction, rate }: Pick<ItemTax, "jurisdiction" | "rate">): boolean {
  return jurisdiction === "JP" && rate === "8";
}

function hasSeveralRates({ sections }: InvoiceDocument): boolean {
  const taxes = sections.flatMap(({ items }) => items.map((item) => item.taxes));
  const rates = new Set(taxes.map((each) => each.map(({ rate }) => rate ?? "0").join()));
  return rates.size > 1 || taxes.flat().some(isReduced);
}

function localTaxRow(
  { invoice, totals }: InvoiceDocument,
  words: Words,
  locale: string,
): Row | null {
  const local = totals.local_tax;
  if (!local) return null;
  const rate = local.rate && formatQuantity(local.rate, locale);
  return {
    label: fill(words.taxIn, { currency: local.currency }),
    value: formatTotal(local.amount, local, locale),
    ...(rate && { note: `1 ${invoice.currency} = ${rate} ${local.currency}` }),
  };
}

function unlessZero(label: string, amount: string | null, money: Money): Row[] {
  return amount === null || isZero(amount) ? [] : [{ label, value: money(amount) }];
}

// With neither discount nor tax the subtotal says it all.
function sectionSums(
  { subtotal, discount, tax, total }: InvoiceDocument["sections"][number],
  words: Words,
  money: Money,
): Row[] {
  if (subtotal === null) return [];
  const between = [
    ...unlessZero(words.discount, discount && negated(discount), money),
    ...unlessZero(words.tax, tax, money),
  ];
  const last = total === null || between.length === 0 ? [] : unlessZero(words.total, total, money);
  return [{ label: words.subtotal, value: money(subtotal) }, ...between, ...last];
}

function settledRows({ invoice, totals }: InvoiceDocument, words: Words, money: Money): Row[] {
  const { settlement } = totals;
  const corrects = invoice.corrects ?? "";
  return [
    ...unlessZero(words.paid, negated(totals.paid), money),
    ...unlessZero(words.credited, totals.credited && negated(totals.credited), money),
    ...(settlement
      ? [
          ...unlessZero(
            fill(words.appliedToInvoice, { number: corrects }),
            settlement.applied_to_invoice,
            money,
          ),
          ...unlessZero(words.toBalance, settlement.to_balance, money),
          ...unlessZero(words.toRefund, settlement.to_refund, money),
        ]
      : []),
  ];
}

function dueRow({ kind, totals }: InvoiceDocument, words: Words, money: Money): Row | null {
  if (kind === "statement") return null;
  if (kind === "credit_note") return { label: words.amountCredited, value: money(totals.total) };
  return { label: words.amountDue, value: money(totals.balance) };
}

function facts(
  { kind, invoice, statement_of }: InvoiceDocument,
  words: Words,
  locale: string,
): Row[] {
  const day = (value: string | null) => (value === null ? null : formatDay(value, locale));
  const [start, end] = [invoice.period_start, invoice.period_end];
  const rows: [string, string | null][] = [
    [words.issued[kind], day(invoice.issued_on)],
    invoice.corrects
      ? [words.corrects, corrected(invoice, locale)]
      : [words.due, day(invoice.due_on)],
    [
      words.correctsNote,
      corrected({ corrects: invoice.corrects_note, corrects_on: invoice.corrects_note_on }, locale),
    ],
    [words.partOf, statement_of?.number ?? null],
    [
      start === end ? words.serviceDay : words.period,
      start && end ? formatPeriod(start, end, locale) : null,
    ],
    [words.purchaseOrder, invoice.purchase_order_number],
    [words.contract, invoice.contract_number],
    [words.terms, paymentTerms(invoice.payment_days, words, locale)],
  ];
  return rows.flatMap(([label, value]) => (value ? [{ label, value: paperText(value, 80) }] : []));
}

function corrected(
  { corrects, corrects_on }: { corrects: string | null; corrects_on: string | null },
  locale: string,
): string | null {
  return corrects && corrects_on ? `${corrects} (${formatDay(corrects_on, locale)})` : corrects;
}

function paymentTerms(days: number | null, words: Words, locale: string): string | null {
  if (days === null) return null;
  return days === 0 ? words.dueOnReceipt : formatCount(String(days), words.dueWithin, locale);
}

function printItem(
  item: Item,
  { invoice }: InvoiceDocument,
  hasRates: boolean,
  words: Words,
  locale: string,
): PrintedItem {
  const isSaidAbove =
    item.supplied_on === invoice.period_start && item.supplied_on === invoice.period_end;
  const said = (label: string, value: string | null) =>
    value ? fill(words.fact, { label, value }) : "";
  const notes = [
    paperText(
      [item.contract_number ?? "", ...basis(item, invoice.minor_unit, words, locale)]
        .filter(Boolean)
        .join(", "),
    ),
    item.period_start && item.period_end
      ? paperText(formatPeriod(item.period_start, item.period_end, locale), 80)
      : "",
    item.supplied_on && !isSaidAbove
      ? said(words.serviceDay, formatDay(item.supplied_on, locale))
      : "",
    paperText(said(words.corrects, corrected(item, locale)), 120),
    ...(item.deducts
      ? [
          paperText(
            corrected({ corrects: item.deducts, corrects_on: item.deducts_on }, locale) ?? "",
            120,
          ),
          said(words.tax, formatAmount(item.tax ?? "0", invoice, locale)),
        ]
      : []),
    isZero(item.discount)
      ? ""
      : `${words.discount} ${formatAmount(negated(item.discount ?? "0"), invoice, locale)}`,
  ];
  return {
    description: paperText(describe(item, words), 600),
    notes: notes.filter((note) => note !== ""),
    quantity: item.quantity === null ? "" : formatQuantity(item.quantity, locale),
    unitPrice:
      item.unit_price === null ? "" : formatUnitPrice(item.unit_price, invoice.minor_unit, locale),
    rate: hasRates ? ratesOf(item, locale) : "",
    amount: formatAmount(item.amount, invoice, locale),
  };
}

function ratesOf({ taxes }: Item, locale: string): string {
  const rates = taxes.map(({ rate }) => formatRate(rate ?? "0", locale)).join(" + ");
  return taxes.some(isReduced) ? `${rates} ※` : rates;
}

function describe({ description, term, part }: Item, words: Words): string {
  const said = term ? words.items[term] : (description ?? "");
  if (!part) return said;
  const { place, of } = part;
  return fill(words.part, { description: said, place: String(place), of: String(of) });
}

// 100 x 12 months; of a part of a period, where that is not the amount, what the unit price is for:
// 10.00 a month, 184 of 365 days.
function basis(
  { basis, unit_price }: Item,
  minorUnit: number,
  words: Words,
  locale: string,
): string[] {
  if (!basis) return [];
  const intervals = formatCount(basis.intervals, words.intervals[basis.interval], locale);
  const times =
    basis.quantity === null
      ? intervals
      : `${formatQuantity(basis.quantity, locale)} × ${intervals}`;
  if (basis.days === null) return [times];
  const facts = { days: String(basis.days), whole: String(basis.whole_days) };
  const price =
    unit_price === null
      ? []
      : [
          `${formatUnitPrice(unit_price, minorUnit, locale)} ` +
            words.changeOrder.intervals[basis.interval],
        ];
  return [times, ...price, fill(words.daysOf, facts)];
}

// A country is named where taxes of several meet; what lies below one always is.
function taxRow(line: TaxLine, lines: TaxLine[], words: Words, money: Money, locale: string): Row {
  const country = line.jurisdiction?.slice(0, 2) ?? "";
  const kind = words.taxOf[country] ?? words.taxKinds[line.kind as TaxKind] ?? "";
  const isAlone = lines.every(({ jurisdiction }) => (jurisdiction ?? country).startsWith(country));
  const place = line.name ?? (isAlone || !country ? "" : formatCountry(country, locale));
  const name = paperText(place.includes(kind) ? place : `${kind} ${place}`, 80) || words.tax;
  const rate = line.rate === null ? "" : formatRate(line.rate, locale);
  const tax = rate === "" ? name : place ? `${name} (${rate})` : `${name} ${rate}`;
  const label = line.taxable ? fill(words.taxOn, { tax, amount: money(line.taxable) }) : tax;
  const notes = [taxNote(line, words), isReduced(line) ? words.reducedRate : ""];
  const note = paperText(notes.filter(Boolean).join(" "), 400);
  return { label, value: money(line.amount), ...(note && { note }) };
}

function taxNote({ treatment, exemption, is_included, note }: TaxLine, words: Words): string {
  if (is_included) return words.taxIncluded;
  if (treatment === "reverse_charge") return words.reverseCharge;
  if (treatment === "outside_scope") return words.outsideScope + (note ? ` (${note}).` : ".");
  if (exemption) {
    const { reason, certificate } = exemption;
    return certificate
      ? fill(words.exemptByCertificate, { reason, certificate })
      : fill(words.exemptFor, { reason });
  }
  if (note) return note;
  return treatment === "exempt" ? words.exempt : treatment === "zero_rated" ? words.zeroRated : "";
}
