// The mail that carries a statement of subsidiaries' invoices.
import { fill } from "../locale/fill.ts";
import { formatAmount, knownLocale } from "../locale/format.ts";
import { wordsFor } from "../locale/words.ts";
import { datesOf } from "../pdf/print_subsidiary_statement.ts";
import type { SubsidiaryStatementDocument } from "../pdf/subsidiary_statement_document.ts";
import { layOut } from "./layout.ts";
import type { MailContent } from "./mailer.ts";

export function composeSubsidiaryMail(
  document: SubsidiaryStatementDocument,
  pdf: Buffer,
): MailContent {
  const { seller, customer, from, to, currencies } = document;
  const locale = knownLocale(document.locale);
  const words = wordsFor(locale);
  const sentences = words.subsidiaries.mail;
  const facts = { seller: seller.name, account: customer.name, dates: datesOf(document, locale) };
  return layOut(
    {
      subject: fill(sentences.subject, facts),
      greeting: words.mail.greeting,
      heading: fill(sentences.heading, facts),
      body: fill(sentences.body, facts),
      facts: currencies.map((each) => ({
        label: words.total,
        value: formatAmount(each.total, each, locale),
      })),
      aside: null,
      closing: words.mail.questions,
    },
    seller,
    locale,
    [
      {
        name: `${[...new Set([from, to])].join("_")}.pdf`,
        contentType: "application/pdf",
        content: pdf,
      },
    ],
  );
}
