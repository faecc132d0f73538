// Everything that an invoice prints, as finished words: what the page components lay out.
import { fill } from "../locale/fill.ts";
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

export interface PrintedSection {
  title: string;
  // By which number the account is known to the tax office.
  taxId: string;
  items: PrintedItem[];
  // What it comes to, the last row strong; none for the only section of a document.
  sums: Row[];
}

export interface Print {
  words: Words;
  title: string;
  number: string;
  facts: Row[];
  sections: PrintedSection[];
  totals: Row[];
  total: Row;
  settled: Row[];
  due: Row | null;
  // Why a statement asks for nothing.
  noPayment: string | null;
}

export function print(document: InvoiceDocument): Print {
  const locale = knownLocale(document.locale);
  const words = wordsFor(locale);
  const { invoice, totals } = document;
  const money = (amount: string) => formatAmount(amount, invoice, locale);
  return {
    words,
    title: document.title ? paperText(document.title, 60) : words[document.kind],
    number: document.statement_of ? "" : paperText(invoice.number ?? "", 60),
    facts: facts(document, words, locale),
    sections: document.sections.map((section) => ({
      title: paperText(section.title ?? "", 200),
      taxId: section.tax_id ? `${words.taxId} ${paperText(section.tax_id, 60)}` : "",
      items: section.items.map((item) => printItem(item, document, words, locale)),
      sums: section.title ? sectionSums(section, words, money) : [],
    })),
    totals: [
      { label: words.subtotal, value: money(totals.subtotal) },
      ...unlessZero(words.discount, negated(totals.discount), money),
      ...totals.tax_lines.map((line) => taxRow(line, words, money, locale)),
      ...(totals.tax_lines.length === 0 ? [{ label: words.tax, value: money(totals.tax) }] : []),
    ],
    total: { label: words.total, value: money(totals.total) },
    settled: settledRows(document, words, money),
    due: dueRow(document, words, money),
    noPayment: document.statement_of && paperText(fill(words.noPayment, document.statement_of)),
  };
}

type Money = (amount: string) => string;

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
    ...unlessZero(words.waived, totals.waived && negated(totals.waived), money),
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

function facts({ invoice, statement_of }: InvoiceDocument, words: Words, locale: string): Row[] {
  const day = (value: string | null) => (value === null ? null : formatDay(value, locale));
  const period =
    invoice.period_start && invoice.period_end
      ? formatPeriod(invoice.period_start, invoice.period_end, locale)
      : null;
  const rows: [string, string | null][] = [
    [words.issued, day(invoice.issued_on)],
    invoice.corrects ? [words.corrects, invoice.corrects] : [words.due, day(invoice.due_on)],
    [words.partOf, statement_of?.number ?? null],
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
  words: Words,
  money: Money,
  locale: string,
): Row {
  const kind = words.taxKinds[line.kind ?? ""];
  const name = paperText(line.name ?? words.tax, 80);
  const rate = line.rate === null ? "" : ` (${formatRate(line.rate, locale)})`;
  const label = `${kind && !name.includes(kind) ? `${kind} ` : ""}${name}${rate}`;
  const legal = line.treatment === "reverse_charge" ? words.reverseCharge : "";
  const note = paperText(`${legal} ${line.note ?? ""}`, 400);
  return { label, value: money(line.amount), ...(note && { note }) };
}
