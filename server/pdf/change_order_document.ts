// What a printed change order says, as the database tells it. As of an invoice, everything in it is
// decided: decimals are exact strings, days are YYYY-MM-DD, periods end inclusively.
import { z } from "zod";
import {
  amount,
  day,
  optionalAmount,
  optionalDay,
  Party,
  Seller,
  text,
} from "./invoice_document.ts";

const Terms = z.object({
  start_date: day,
  end_date: day,
  quantity: amount,
  committed_quantity: optionalAmount,
  // Null: the quantity is priced by tiers.
  unit_price: optionalAmount,
  discount_percent: optionalAmount,
});

const Line = z.object({
  description: z.string(),
  // Whom it serves, when that is not who signs.
  account: text,
  price_interval: z.enum(["month", "quarter", "year", "one_time", "term"]),
  // Null: the line was added.
  before: z.array(Terms).max(500).nullable(),
  // Null: it has ended, after its last day; with none, it never began.
  after: z.array(Terms).max(500).nullable(),
  last_day: optionalDay,
});

const Charge = z.object({
  kind: z.enum(["credit", "charge"]),
  description: z.string(),
  period_start: day,
  period_end: day,
  quantity: optionalAmount,
  unit_price: optionalAmount,
  discount: optionalAmount,
  amount,
});

export const ChangeOrderDocument = z.object({
  kind: z.literal("change_order"),
  locale: z
    .string()
    .max(35)
    .nullish()
    .transform((value) => value ?? "en-US"),
  paper: z
    .enum(["A4", "LETTER"])
    .nullish()
    .transform((value) => value ?? null),
  seller: Seller,
  customer: Party,
  change: z.object({
    number: z.string(),
    contract_number: z.string(),
    currency: z.string().regex(/^[A-Z]{3}$/),
    minor_unit: z.number().int().min(0).max(6),
    issued_on: day,
    effective_on: day,
    term_start: day,
    term_end: day,
    renews: z.boolean(),
    notice_days: z.number().int().nullable(),
    reason: text,
  }),
  lines: z.array(Line).max(1_000),
  charges: z.array(Charge).max(20_000),
  totals: z.object({
    subtotal: amount,
    discount: amount,
    tax: amount,
    total: amount,
    // Null: it comes with the next invoice.
    invoice_number: text,
  }),
});

export type ChangeOrderDocument = z.output<typeof ChangeOrderDocument>;
export type ChangedLine = ChangeOrderDocument["lines"][number];
export type LineTerms = z.output<typeof Terms>;
