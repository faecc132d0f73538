// What a printed invoice says, as the database tells it: everything decided but the words, which are
// those of its locale. Money, quantities and rates are exact decimal strings; days are YYYY-MM-DD;
// periods end inclusively.
import { z } from "zod";

export const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);
export const amount = z.string().regex(/^-?\d{1,30}(\.\d{1,12})?$/, "is not a decimal");
export const optionalAmount = amount.nullish().transform((value) => value ?? null);
export const day = z.iso.date();
export const optionalDay = day.nullish().transform((value) => value ?? null);
const colour = z.string().regex(/^#[0-9a-fA-F]{6}$/);
const count = z.number().int().min(0).max(100_000);
const Address = z
  .object({ line1: text, line2: text, city: text, state: text, postal_code: text, country: text })
  .nullish()
  .transform((value) => value ?? null);

export const Seller = z.object({
  name: z.string(),
  address: Address,
  legal_form: text,
  register: text,
  register_number: text,
  share_capital: text,
  directors: z
    .array(z.string())
    .max(20)
    .nullish()
    .transform((value) => value ?? []),
  tax_id: text,
  // Where the taxes of this document are due.
  tax_ids: z
    .array(z.object({ jurisdiction: text, name: text, number: z.string() }))
    .max(100)
    .nullish()
    .transform((value) => value ?? []),
  email: text,
  phone: text,
  website: text,
  // A PNG or JPEG, base64: the bytes that were uploaded, never an address to fetch them from.
  logo: z
    .string()
    .max(700_000)
    .nullish()
    .transform((value) => value ?? null),
  colours: z
    .object({
      primary: colour.nullish().transform((value) => value ?? "#1f3a5f"),
      accent: colour.nullish().transform((value) => value ?? "#2f6fde"),
    })
    .nullish()
    .transform((value) => value ?? { primary: "#1f3a5f", accent: "#2f6fde" }),
  payment_instructions: text,
  footer: text,
});

export const Party = z.object({
  name: z.string(),
  attention: text,
  address: Address,
  tax_id: text,
  email: text,
});

const Item = z.object({
  // Either what people wrote, or what the house calls it.
  description: text,
  term: z
    .enum(["seats", "minimum_commitment", "advance_payment"])
    .nullish()
    .transform((value) => value ?? null),
  // One of several milestones that nobody described.
  part: z
    .object({ place: count, of: count })
    .nullish()
    .transform((value) => value ?? null),
  // How the amount comes about: 100 x 12 months, 184 of 365 days.
  basis: z
    .object({
      quantity: optionalAmount,
      intervals: amount,
      interval: z.enum(["month", "quarter", "year", "term"]),
      days: count.nullish().transform((value) => value ?? null),
      whole_days: count.nullish().transform((value) => value ?? null),
    })
    .nullish()
    .transform((value) => value ?? null),
  contract_number: text,
  period_start: optionalDay,
  period_end: optionalDay,
  // Of what serves no period.
  supplied_on: optionalDay,
  // From the country down; the rate of what is not charged is null.
  taxes: z
    .array(z.object({ jurisdiction: text, treatment: text, rate: optionalAmount }))
    .max(20)
    .nullish()
    .transform((value) => value ?? []),
  // The invoice of which a credit gives something back.
  corrects: text,
  corrects_on: optionalDay,
  // The invoice of the advance payment that is deducted, with its tax.
  deducts: text,
  deducts_on: optionalDay,
  quantity: optionalAmount,
  unit_price: optionalAmount,
  discount: optionalAmount,
  tax: optionalAmount,
  amount,
});

const Section = z.object({
  title: text,
  tax_id: text,
  subtotal: optionalAmount,
  discount: optionalAmount,
  tax: optionalAmount,
  total: optionalAmount,
  items: z.array(Item).max(20_000),
});

const Totals = z.object({
  subtotal: amount,
  discount: amount,
  tax_lines: z
    .array(
      z.object({
        jurisdiction: text,
        // What people call it; null for that of a country, or one that was given by hand.
        name: text,
        kind: text,
        treatment: text,
        rate: optionalAmount,
        taxable: optionalAmount,
        amount,
        is_included: z
          .boolean()
          .nullish()
          .transform((value) => value ?? false),
        exemption: z
          .object({ reason: z.string(), certificate: text })
          .nullish()
          .transform((value) => value ?? null),
        note: text,
      }),
    )
    .max(500),
  tax: amount,
  // As the law of the seller's country asks for it, in its currency.
  local_tax: z
    .object({
      currency: z.string().regex(/^[A-Z]{3}$/),
      minor_unit: z.number().int().min(0).max(6),
      // Null where days have several.
      rate: optionalAmount,
      amount,
    })
    .nullish()
    .transform((value) => value ?? null),
  total: amount,
  paid: amount,
  credited: optionalAmount,
  balance: amount,
  // What became of a credit note.
  settlement: z
    .object({ applied_to_invoice: amount, to_balance: amount, to_refund: amount })
    .nullish()
    .transform((value) => value ?? null),
});

export const InvoiceDocument = z.object({
  kind: z.enum(["invoice", "credit_note", "statement"]).default("invoice"),
  note_kind: z
    .enum(["credit", "cancellation", "tax_only"])
    .nullish()
    .transform((value) => value ?? "credit"),
  title: text,
  locale: z
    .string()
    .max(35)
    .nullish()
    .transform((value) => value ?? "en-US"),
  time_zone: text,
  paper: z
    .enum(["A4", "LETTER"])
    .nullish()
    .transform((value) => value ?? null),
  watermark: z
    .enum(["draft", "void", "paid"])
    .nullish()
    .transform((value) => value ?? null),
  // The invoice that a statement is a part of, and who was sent it.
  statement_of: z
    .object({ number: z.string(), payer: z.string() })
    .nullish()
    .transform((value) => value ?? null),
  seller: Seller,
  bill_to: Party,
  ship_to: Party.nullish().transform((value) => value ?? null),
  invoice: z.object({
    number: text,
    currency: z.string().regex(/^[A-Z]{3}$/),
    minor_unit: z.number().int().min(0).max(6),
    issued_on: optionalDay,
    due_on: optionalDay,
    period_start: optionalDay,
    period_end: optionalDay,
    purchase_order_number: text,
    contract_number: text,
    // From the day of issue to that on which it is due.
    payment_days: count.nullish().transform((value) => value ?? null),
    // Of money that came before the supply.
    is_advance: z
      .boolean()
      .nullish()
      .transform((value) => value ?? false),
    notes: text,
    reason: text,
    // What the house calls it, where nobody wrote one.
    reason_term: z
      .enum(["amendment"])
      .nullish()
      .transform((value) => value ?? null),
    // Whether it must say that its tax is owed to the state as it is paid.
    is_cash_accounting: z
      .boolean()
      .nullish()
      .transform((value) => value ?? false),
    // The invoice that a credit note corrects.
    corrects: text,
    corrects_on: optionalDay,
    // The mistaken credit note whose amounts an invoice charges again.
    corrects_note: text,
    corrects_note_on: optionalDay,
  }),
  sections: z.array(Section).max(2_000),
  totals: Totals,
});

export type InvoiceDocument = z.output<typeof InvoiceDocument>;
export type Item = InvoiceDocument["sections"][number]["items"][number];
export type TaxLine = InvoiceDocument["totals"]["tax_lines"][number];
