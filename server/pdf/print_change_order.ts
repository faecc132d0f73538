// Everything that a change order prints, as finished words: what its page lays out.
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
import type { ChangedLine, ChangeOrderDocument, LineTerms } from "./change_order_document.ts";
import { paperText } from "./paper_text.ts";
import type { PrintedItem, PrintedSection, Row } from "./print.ts";

export interface PrintedChange {
  description: string;
  notes: string[];
  before: string[];
  after: string[];
}

export interface PrintedChangeOrder {
  locale: string;
  words: Words;
  title: string;
  number: string;
  facts: Row[];
  // No single amount stands out on it.
  due: null;
  after: string;
  changes: PrintedChange[];
  // What is billed of it at once or with the next invoice, as one section of a table.
  sections: PrintedSection[];
  totals: Row[];
  total: Row;
  settled: Row[];
  paragraphs: Row[];
  signatories: string[];
}

export function printChangeOrder(document: ChangeOrderDocument): PrintedChangeOrder {
  const locale = knownLocale(document.locale);
  const words = wordsFor(locale);
  const said = words.changeOrder;
  const { change, totals, charges } = document;
  const money = (amount: string) => formatAmount(amount, change, locale);
  return {
    locale,
    words,
    title: said.title,
    number: paperText(change.number, 60),
    facts: [
      { label: words.contract, value: paperText(change.contract_number, 80) },
      { label: said.effective, value: formatDay(change.effective_on, locale) },
      { label: said.term, value: formatPeriod(change.term_start, change.term_end, locale) },
      { label: said.issued, value: formatDay(change.issued_on, locale) },
    ],
    due: null,
    after: fill(said.after, { day: formatDay(change.effective_on, locale) }),
    changes: document.lines.map((line) => printChange(line, document, words, locale)),
    sections:
      charges.length === 0
        ? []
        : [
            {
              title: said.charges,
              taxId: "",
              items: chargedItems(document, words, locale),
              sums: [],
            },
          ],
    totals: [
      { label: words.subtotal, value: money(totals.subtotal) },
      ...(isZero(totals.discount)
        ? []
        : [{ label: words.discount, value: money(negated(totals.discount)) }]),
      { label: words.tax, value: money(totals.tax) },
    ],
    total: { label: words.total, value: money(totals.total) },
    settled: [
      {
        label: totals.invoice_number
          ? fill(said.onInvoice, { number: paperText(totals.invoice_number, 60) })
          : said.withNext,
        value: money(totals.total),
      },
    ],
    paragraphs: paragraphs(document, words),
    signatories: [document.seller.name, document.customer.name].map((party) =>
      fill(said.signedFor, { party: paperText(party, 120) }),
    ),
  };
}

function paragraphs({ change }: ChangeOrderDocument, words: Words): Row[] {
  const said = words.changeOrder;
  const renewal = change.renews
    ? fill(said.renews, { days: String(change.notice_days ?? 0) })
    : said.expires;
  return [
    { label: words.reason, value: paperText(change.reason ?? "", 1_000) },
    { label: said.renewal, value: renewal },
    { label: said.unchanged, value: said.otherTerms },
  ].filter(({ value }) => value !== "");
}

function printChange(
  line: ChangedLine,
  { change }: ChangeOrderDocument,
  { changeOrder: said }: Words,
  locale: string,
): PrintedChange {
  const shown = (terms: LineTerms[] | null) =>
    (terms ?? []).flatMap((each) => printTerms(each, line, change.minor_unit, said, locale));
  const ended = line.last_day
    ? fill(said.lastDay, { day: formatDay(line.last_day, locale) })
    : said.removed;
  return {
    description: paperText(line.description, 600),
    notes: line.account ? [paperText(line.account, 160)] : [],
    before: line.before ? shown(line.before) : [said.added],
    after: line.after ? shown(line.after) : [ended],
  };
}

function printTerms(
  terms: LineTerms,
  { price_interval: interval }: ChangedLine,
  minorUnit: number,
  said: Words["changeOrder"],
  locale: string,
): string[] {
  const quantity = formatQuantity(terms.quantity, locale);
  const price =
    terms.unit_price === null
      ? fill(said.tiered, { quantity })
      : `${quantity} × ${formatUnitPrice(terms.unit_price, minorUnit, locale)}`;
  const committed = terms.committed_quantity;
  const percent = terms.discount_percent;
  return [
    `${price} ${said.intervals[interval]}`,
    committed === null || isZero(committed)
      ? ""
      : fill(said.committed, { quantity: formatQuantity(committed, locale) }),
    percent === null || isZero(percent)
      ? ""
      : fill(said.discount, { percent: formatRate(percent, locale) }),
    formatPeriod(terms.start_date, terms.end_date, locale),
  ].filter((text) => text !== "");
}

function chargedItems(
  { charges, change }: ChangeOrderDocument,
  words: Words,
  locale: string,
): PrintedItem[] {
  return charges.map((charge) => ({
    description: paperText(charge.description, 600),
    notes: [
      `${words.changeOrder[charge.kind]}, ` +
        formatPeriod(charge.period_start, charge.period_end, locale),
      isZero(charge.discount)
        ? ""
        : `${words.discount} ${formatAmount(negated(charge.discount ?? "0"), change, locale)}`,
    ].filter((note) => note !== ""),
    quantity: charge.quantity === null ? "" : formatQuantity(charge.quantity, locale),
    unitPrice:
      charge.unit_price === null
        ? ""
        : formatUnitPrice(charge.unit_price, change.minor_unit, locale),
    rate: "",
    amount: formatAmount(charge.amount, change, locale),
  }));
}
