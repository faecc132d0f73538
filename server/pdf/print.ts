// Everything that an invoice prints, as finished words: what the page components lay out.
import {
  formatAmount,
  formatDay,
  formatPeriod,
  formatQuantity,
  formatRate,
  formatUnitPrice,
  isZero,
  knownLocale,
  negated,
} from "../locale/format.ts";
import { wordsFor, type Words } from "../locale/words.ts";
import type { InvoiceDocument, Item } from "./invoice_document.ts";
import { paperText } from "./paper_text.ts";

export interface PrintedItem {
  description: string;
  notes: string[];
  quantity: string;
  unitPrice: string;
  amount: string;
}

export interface Row {
  label: string;
  value: string;
  note?: string;
}

export interface Print {
  words: Words;
  title: string;
  number: string;
  facts: Row[];
  sections: { title: string; subtotal: string | null; items: PrintedItem[] }[];
  totals: Row[];
  total: Row;
  settled: Row[];
  due: Row | null;
  dueOn: string | null;
}

export function print(document: InvoiceDocument): Print {
  const locale = knownLocale(document.locale);
  const words = wordsFor(locale);
  const { invoice, totals } = document;
  const money = (amount: string) => formatAmount(amount, invoice, locale);
  return {
    words,
    title: document.title ? paperText(document.title, 60) : words[document.kind],
    number: paperText(invoice.number ?? "", 60),
    facts: facts(document, words, locale),
    sections: document.sections.map((section) => ({
      title: paperText(section.title ?? "", 200),
      subtotal: section.title && section.subtotal ? money(section.subtotal) : null,
      items: section.items.map((item) => printItem(item, document, words, locale)),
    })),
    totals: [
      { label: words.subtotal, value: money(totals.subtotal) },
      ...(isZero(totals.discount)
        ? []
        : [{ label: words.discount, value: money(negated(totals.discount)) }]),
      ...totals.tax_lines.map((line) => taxRow(line, money, locale)),
      ...(totals.tax_lines.length === 0 ? [{ label: words.tax, value: money(totals.tax) }] : []),
    ],
    total: { label: words.total, value: money(totals.total) },
    settled: [
      ...(isZero(totals.paid) ? [] : [{ label: words.paid, value: money(negated(totals.paid)) }]),
      ...(totals.credited === null || isZero(totals.credited)
        ? []
        : [{ label: words.credited, value: money(negated(totals.credited)) }]),
    ],
    due: dueRow(document, words, money),
    dueOn: document.kind === "invoice" && invoice.due_on ? formatDay(invoice.due_on, locale) : null,
  };
}

function dueRow(
  { kind, totals }: InvoiceDocument,
  words: Words,
  money: (amount: string) => string,
): Row | null {
  if (kind === "statement") return null;
  if (kind === "credit_note") return { label: words.amountCredited, value: money(totals.total) };
  return { label: words.amountDue, value: money(totals.balance) };
}

function facts({ invoice }: InvoiceDocument, words: Words, locale: string): Row[] {
  const day = (value: string | null) => (value === null ? null : formatDay(value, locale));
  const period =
    invoice.period_start && invoice.period_end
      ? formatPeriod(invoice.period_start, invoice.period_end, locale)
      : null;
  const rows: [string, string | null][] = [
    [words.issued, day(invoice.issued_on)],
    invoice.corrects ? [words.corrects, invoice.corrects] : [words.due, day(invoice.due_on)],
    [words.period, period],
    [words.purchaseOrder, invoice.purchase_order_number],
    [words.contract, invoice.contract_number],
    [words.terms, invoice.terms],
  ];
  return rows.flatMap(([label, value]) => (value ? [{ label, value: paperText(value, 80) }] : []));
}

function printItem(
  item: Item,
  { invoice }: InvoiceDocument,
  words: Words,
  locale: string,
): PrintedItem {
  const notes = [
    item.detail === null ? "" : paperText(item.detail, 600),
    item.period_start && item.period_end
      ? paperText(formatPeriod(item.period_start, item.period_end, locale), 80)
      : "",
    isZero(item.discount)
      ? ""
      : `${words.discount} ${formatAmount(negated(item.discount ?? "0"), invoice, locale)}`,
  ];
  const quantity = item.quantity === null ? "" : formatQuantity(item.quantity, locale);
  return {
    description: paperText(item.description, 600),
    notes: notes.filter((note) => note !== ""),
    quantity: item.unit ? `${quantity} ${paperText(item.unit, 24)}` : quantity,
    unitPrice:
      item.unit_price === null ? "" : formatUnitPrice(item.unit_price, invoice.minor_unit, locale),
    amount: formatAmount(item.amount, invoice, locale),
  };
}

function taxRow(
  line: InvoiceDocument["totals"]["tax_lines"][number],
  money: (amount: string) => string,
  locale: string,
): Row {
  const rate = line.rate === null ? "" : ` (${formatRate(line.rate, locale)})`;
  const row: Row = { label: `${paperText(line.name, 80)}${rate}`, value: money(line.amount) };
  if (line.note) row.note = paperText(line.note, 300);
  return row;
}
