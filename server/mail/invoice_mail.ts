// The mail that carries an invoice: the invoice itself, a reminder of it, or its receipt.
import { formatAmount, formatDay, knownLocale } from "../locale/format.ts";
import { wordsFor } from "../locale/words.ts";
import type { InvoiceDocument } from "../pdf/invoice_document.ts";
import { layOut } from "./layout.ts";
import type { MailContent } from "./mailer.ts";
import { fill, mailWordsFor } from "./words.ts";

export type InvoiceMailKind = "invoice" | "reminder" | "receipt";

export function composeInvoiceMail(
  kind: InvoiceMailKind,
  document: InvoiceDocument,
  pdf: Buffer,
): MailContent {
  const locale = knownLocale(document.locale);
  const { invoice, totals, seller } = document;
  const words = wordsFor(locale);
  const language = mailWordsFor(locale);
  const isCredit = document.kind === "credit_note";
  const sentences = language[isCredit ? "credit_note" : kind];
  const money = (amount: string) => formatAmount(amount, invoice, locale);
  const day = (value: string | null) => (value ? formatDay(value, locale) : "");
  const number = invoice.number ?? "";
  const facts = {
    number,
    seller: seller.name,
    amount: money(isCredit || kind === "receipt" ? totals.total : totals.balance),
    due: day(invoice.due_on),
  };
  const rows = [
    { label: words[document.kind], value: number },
    { label: words.issued, value: day(invoice.issued_on) },
    { label: words.due, value: isCredit ? "" : day(invoice.due_on) },
    { label: words.purchaseOrder, value: invoice.purchase_order_number ?? "" },
    { label: words.total, value: money(totals.total) },
    { label: words.amountDue, value: isCredit ? "" : money(totals.balance) },
  ];
  const howToPay = isCredit || kind === "receipt" ? null : seller.payment_instructions;
  return layOut(
    {
      subject: fill(sentences.subject, facts),
      greeting: language.greeting,
      heading: fill(sentences.heading, facts),
      body: fill(sentences.body, facts),
      facts: rows.filter(({ value }) => value !== ""),
      aside: howToPay ? { title: words.payment, text: howToPay } : null,
      closing: language.questions,
    },
    seller,
    locale,
    [{ name: `${fileName(number)}.pdf`, contentType: "application/pdf", content: pdf }],
  );
}

function fileName(number: string): string {
  return number.replace(/[^\w.-]+/g, "-").slice(0, 80) || "invoice";
}
