// The mail that carries a document: an invoice, a reminder of it or its receipt, a credit note or a
// statement. Only an invoice asks for payment.
import { fill } from "../locale/fill.ts";
import { formatAmount, formatDay, knownLocale } from "../locale/format.ts";
import { wordsFor, type DocumentKind } from "../locale/words.ts";
import type { InvoiceDocument } from "../pdf/invoice_document.ts";
import { titleOf } from "../pdf/print.ts";
import { layOut } from "./layout.ts";
import type { MailContent } from "./mailer.ts";

export type DocumentMailKind = DocumentKind | "reminder" | "receipt";

export function composeDocumentMail(
  kind: DocumentMailKind,
  document: InvoiceDocument,
  pdf: Buffer,
): MailContent {
  const locale = knownLocale(document.locale);
  const { invoice, totals, seller } = document;
  const words = wordsFor(locale);
  const sentences = words.mail[kind];
  const isInvoice = document.kind === "invoice";
  const asks = isInvoice && kind !== "receipt";
  const money = (amount: string) => formatAmount(amount, invoice, locale);
  const day = (value: string | null) => (value ? formatDay(value, locale) : "");
  const number = invoice.number ?? "";
  const title = titleOf(document, words);
  const facts = {
    title,
    number,
    seller: seller.name,
    amount: money(asks ? totals.balance : totals.total),
    due: day(invoice.due_on),
    account: document.bill_to.name,
    payer: document.statement_of?.payer ?? "",
  };
  const rows = [
    { label: document.statement_of ? words.partOf : title, value: number },
    { label: words.issued[document.kind], value: day(invoice.issued_on) },
    { label: words.due, value: day(invoice.due_on) },
    { label: words.purchaseOrder, value: invoice.purchase_order_number ?? "" },
    { label: words.total, value: money(totals.total) },
    { label: words.amountDue, value: isInvoice ? money(totals.balance) : "" },
  ];
  const howToPay = asks ? seller.payment_instructions : null;
  return layOut(
    {
      subject: fill(sentences.subject, facts),
      greeting: words.mail.greeting,
      heading: fill(sentences.heading, facts),
      body: fill(sentences.body, facts),
      facts: rows.filter(({ value }) => value !== ""),
      aside: howToPay ? { title: words.payment, text: howToPay } : null,
      closing: words.mail.questions,
    },
    seller,
    locale,
    [{ name: `${fileName(document)}.pdf`, contentType: "application/pdf", content: pdf }],
  );
}

function fileName({ kind, invoice, statement_of, bill_to }: InvoiceDocument): string {
  const name = `${invoice.number ?? ""}${statement_of ? ` ${bill_to.name}` : ""}`;
  return name.replace(/[^\w.-]+/g, "-").slice(0, 80) || kind;
}
