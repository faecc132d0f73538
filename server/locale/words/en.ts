import type { Words } from "../words.ts";

export const en: Words = {
  title: { invoice: "Invoice", credit_note: "Credit note", statement: "Statement" },
  issued: {
    invoice: "Invoice date",
    credit_note: "Credit note date",
    statement: "Statement date",
  },
  watermark: { draft: "Draft", void: "Void", paid: "Paid" },
  page: "Page {page} of {pages}",
  continued: "{title}, continued",

  from: "From",
  recipient: { invoice: "Bill to", credit_note: "Credit to", statement: "For" },
  shipTo: "Ship to",
  taxId: "Tax ID",
  fact: "{label}: {value}",

  due: "Due date",
  period: "Period",
  serviceDay: "Service date",
  purchaseOrder: "Purchase order",
  contract: "Contract",
  corrects: "Corrects invoice",
  partOf: "Part of invoice",
  terms: "Terms",
  dueOnReceipt: "Due on receipt",
  dueWithin: { one: "Net {count} day", other: "Net {count} days" },

  description: "Description",
  quantity: "Quantity",
  unitPrice: "Unit price",
  amount: "Amount",
  items: { seats: "Seats", minimum_commitment: "Minimum commitment" },
  part: "{description}: {place} of {of}",
  intervals: {
    month: { one: "{count} month", other: "{count} months" },
    quarter: { one: "{count} quarter", other: "{count} quarters" },
    year: { one: "{count} year", other: "{count} years" },
    term: { one: "{count} term", other: "{count} terms" },
  },
  daysOf: "{days} of {whole} days",

  discount: "Discount",
  subtotal: "Subtotal",
  tax: "Tax",
  taxKinds: { vat: "VAT", gst: "GST", hst: "HST", pst: "PST", qst: "QST" },
  taxOf: {},
  reverseCharge:
    "Reverse charge: the customer accounts for the VAT (Articles 196 and 226 (11a) of " +
    "Directive 2006/112/EC).",
  zeroRated: "Zero-rated.",
  exempt: "Exempt from tax.",
  exemptFor: "Exempt: {reason}.",
  exemptByCertificate: "Exempt: {reason}, certificate {certificate}.",
  taxIncluded: "Unit prices include this tax; amounts are without it.",
  total: "Total",
  paid: "Paid",
  credited: "Credited",
  amountDue: "Amount due",
  amountCredited: "Amount credited",
  appliedToInvoice: "Taken off invoice {number}",
  toBalance: "Added to your balance",
  toRefund: "To be paid back to you",
  noPayment: "This is not an invoice; {number} was sent to {payer}. No payment is asked of you.",
  payment: "How to pay",
  reason: "Reason",
  notes: "Notes",

  mail: {
    greeting: "Hello,",
    questions: "Questions? Reply to this mail.",
    noticeBy: "Notice by",
    contractValue: "Contract value",
    inDays: { one: "in {count} day", other: "in {count} days" },
    invoice: {
      subject: "Invoice {number} from {seller}",
      heading: "{amount} due by {due}",
      body: "Your invoice {number} is attached as a PDF.",
    },
    credit_note: {
      subject: "Credit note {number} from {seller}",
      heading: "{amount} credited",
      body: "Your credit note {number} is attached as a PDF.",
    },
    statement: {
      subject: "Statement for {account} from {seller}",
      heading: "Your part of invoice {number}: {amount}",
      body:
        "This is not an invoice: {number} was sent to {payer}. Your statement is attached as a " +
        "PDF; no payment is asked of you.",
    },
    reminder: {
      subject: "Reminder: invoice {number} from {seller}",
      heading: "{amount} was due on {due}",
      body:
        "We have not received your payment of invoice {number} yet. If you have paid in the " +
        "meantime, please ignore this message.",
    },
    receipt: {
      subject: "Receipt for invoice {number} from {seller}",
      heading: "Thank you: invoice {number} is paid",
      body: "We have received your payment. The invoice is attached for your records.",
    },
    renewal: {
      subject: "Contract {number} of {account} renews on {due}",
      heading: "{account}: contract {number} renews on {due}",
      body: "The contract renews by itself {in_days} unless notice is given.",
    },
    expiry: {
      subject: "Contract {number} of {account} ends before {due}",
      heading: "{account}: contract {number} ends before {due}",
      body: "The term ends {in_days} and does not renew by itself.",
    },
  },
};
