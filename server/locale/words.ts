// The words that people read on documents and in mail: a file for each language, all of one shape,
// so that a missing word does not compile. {names} are facts that are put in.
import { de } from "./words/de.ts";
import { en } from "./words/en.ts";
import { es } from "./words/es.ts";
import { fr } from "./words/fr.ts";
import { it } from "./words/it.ts";
import { ja } from "./words/ja.ts";
import { nl } from "./words/nl.ts";
import { pt } from "./words/pt.ts";

/** With {count}: of one, and of any other number. */
export interface Plural {
  one: string;
  other: string;
}

export interface MailWords {
  subject: string;
  heading: string;
  body: string;
}

export type DocumentKind = "invoice" | "credit_note" | "statement";
export type Interval = "month" | "quarter" | "year" | "term";
/** Tax numbers with a name of their own: VAT numbers of the EU, and those of a place. */
export type TaxNumber = "vat" | "AU" | "CA" | "CA-QC" | "CH" | "FR" | "GB" | "JP";
export type TaxKind = "vat" | "gst" | "hst" | "pst" | "qst";

export interface Words {
  title: Record<DocumentKind, string>;
  /** Where the law has a name for what shows tax. */
  taxTitle: Record<"invoice" | "credit_note", string>;
  /** Of money that came before the supply. */
  advanceTitle: string;
  /** Of a credit note that undoes an invoice, and of one that corrects its tax alone. */
  noteTitle: Record<"cancellation" | "tax_only", string>;
  issued: Record<DocumentKind, string>;
  watermark: Record<"draft" | "void" | "paid", string>;
  page: string;
  continued: string;

  from: string;
  recipient: Record<DocumentKind, string>;
  shipTo: string;
  taxId: string;
  taxNumbers: Record<TaxNumber, string>;
  /** {value}. */
  shareCapital: string;
  /** {names}. */
  directors: string;
  /** {label}, {value}. */
  fact: string;

  due: string;
  period: string;
  /** Of what is delivered on a single day. */
  serviceDay: string;
  purchaseOrder: string;
  contract: string;
  corrects: string;
  /** Of an invoice that charges again what a mistaken credit note took back. */
  correctsNote: string;
  partOf: string;
  terms: string;
  dueOnReceipt: string;
  dueWithin: Plural;

  description: string;
  quantity: string;
  unitPrice: string;
  taxRate: string;
  amount: string;
  /** What the house itself puts on a line, where nobody described it. */
  items: Record<"seats" | "minimum_commitment" | "advance_payment", string>;
  /** One of several milestones: {description}, {place}, {of}. */
  part: string;
  intervals: Record<Interval, Plural>;
  /** {days} of the {whole} days of a period. */
  daysOf: string;

  discount: string;
  subtotal: string;
  tax: string;
  /** By the kind of the tax; sales tax goes by the name of its state alone. */
  taxKinds: Record<TaxKind, string>;
  /** Countries that this language calls theirs otherwise. */
  taxOf: Partial<Record<string, string>>;
  /** {tax} and the net {amount} that it is reckoned on. */
  taxOn: string;
  /** In the {currency} in which the law asks for it. */
  taxIn: string;
  reducedRate: string;
  /** That its tax is owed to the state as the invoice is paid. */
  cashAccounting: string;
  reverseCharge: string;
  /** Without a full stop: where the law says so follows in brackets. */
  outsideScope: string;
  zeroRated: string;
  exempt: string;
  /** {reason}, and {certificate} where there is one. */
  exemptFor: string;
  exemptByCertificate: string;
  taxIncluded: string;
  total: string;
  paid: string;
  credited: string;
  /** A remainder that was let go. */
  amountDue: string;
  amountCredited: string;
  appliedToInvoice: string;
  toBalance: string;
  toRefund: string;
  noPayment: string;
  payment: string;
  /** What French law says where nobody agreed on something else. */
  latePayment: string;
  reason: string;
  notes: string;

  /** What who stands above them sees of accounts that pay for themselves. */
  subsidiaries: {
    issuedWithin: string;
    net: string;
    noPayment: string;
    mail: MailWords;
  };

  /** How an amendment is put before people to sign. */
  changeOrder: {
    title: string;
    customer: string;
    issued: string;
    effective: string;
    term: string;
    changes: string;
    before: string;
    after: string;
    added: string;
    lastDay: string;
    removed: string;
    intervals: Record<"month" | "quarter" | "year" | "one_time" | "term", string>;
    tiered: string;
    committed: string;
    discount: string;
    charges: string;
    credit: string;
    charge: string;
    noCharges: string;
    onInvoice: string;
    withNext: string;
    renewal: string;
    renews: string;
    expires: string;
    unchanged: string;
    otherTerms: string;
    signedFor: string;
    signature: string;
    name: string;
    date: string;
  };

  mail: Record<DocumentKind | "reminder" | "receipt" | "renewal" | "expiry", MailWords> & {
    greeting: string;
    questions: string;
    noticeBy: string;
    contractValue: string;
    /** How long until something happens. */
    inDays: Plural;
  };
}

const languages = { de, en, es, fr, it, ja, nl, pt };

export const LANGUAGES = Object.keys(languages) as Language[];
export type Language = keyof typeof languages;

export function isSpoken(language: string): language is Language {
  return Object.hasOwn(languages, language);
}

/** Another language is answered in English. */
export function wordsFor(locale: string): Words {
  const language = locale.toLowerCase().split(/[-_]/)[0] ?? "";
  return isSpoken(language) ? languages[language] : en;
}
