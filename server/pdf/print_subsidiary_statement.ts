// Everything that a statement of subsidiaries' invoices prints, as finished words: what its page
// lays out.
import { formatAmount, formatDay, formatPeriod, knownLocale } from "../locale/format.ts";
import { wordsFor, type Words } from "../locale/words.ts";
import { paperText } from "./paper_text.ts";
import type { Row } from "./print.ts";
import type { SubsidiaryStatementDocument } from "./subsidiary_statement_document.ts";

interface PrintedFigures {
  net: string;
  tax: string;
  total: string;
  balance: string;
}

export interface PrintedCurrency extends PrintedFigures {
  currency: string;
  invoices: (PrintedFigures & { number: string; notes: string[]; due: string })[];
}

export interface PrintedSubsidiaryStatement {
  locale: string;
  words: Words;
  title: string;
  number: string;
  facts: Row[];
  // No amount is asked for.
  due: null;
  notice: string;
  currencies: PrintedCurrency[];
}

export function printSubsidiaryStatement(
  document: SubsidiaryStatementDocument,
): PrintedSubsidiaryStatement {
  const locale = knownLocale(document.locale);
  const words = wordsFor(locale);
  const { from, to } = document;
  return {
    locale,
    words,
    title: words.title.statement,
    number: "",
    facts: [{ label: words.subsidiaries.issuedWithin, value: datesOf(document, locale) }],
    due: null,
    notice: words.subsidiaries.noPayment,
    currencies: document.currencies.map((each) => {
      const money = (amount: string) => formatAmount(amount, each, locale);
      const figures = (of: PrintedFigures) => ({
        net: money(of.net),
        tax: money(of.tax),
        total: money(of.total),
        balance: money(of.balance),
      });
      return {
        currency: each.currency,
        ...figures(each),
        invoices: each.invoices.map((invoice) => ({
          number: paperText(invoice.number, 60),
          notes: [
            paperText(invoice.account, 160),
            ...(from === to ? [] : [formatDay(invoice.issued_on, locale)]),
          ],
          due: formatDay(invoice.due_on, locale),
          ...figures(invoice),
        })),
      };
    }),
  };
}

/** The day or the days whose invoices are listed. */
export function datesOf(
  { from, to }: Pick<SubsidiaryStatementDocument, "from" | "to">,
  locale: string,
): string {
  return from === to ? formatDay(from, locale) : formatPeriod(from, to, locale);
}
