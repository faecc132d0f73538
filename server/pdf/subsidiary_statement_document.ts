// What a printed statement of subsidiaries' invoices says, as the database tells it. As of an
// invoice, everything in it is decided: decimals are exact strings, days are YYYY-MM-DD.
import { z } from "zod";
import { amount, day, Party, Seller } from "./invoice_document.ts";

const figures = { net: amount, tax: amount, total: amount, balance: amount };

export const SubsidiaryStatementDocument = z.object({
  kind: z.literal("subsidiary_statement"),
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
  from: day,
  to: day,
  // Amounts of different currencies are not added.
  currencies: z
    .array(
      z.object({
        currency: z.string().regex(/^[A-Z]{3}$/),
        minor_unit: z.number().int().min(0).max(6),
        ...figures,
        invoices: z
          .array(
            z.object({
              number: z.string(),
              account: z.string(),
              issued_on: day,
              due_on: day,
              ...figures,
            }),
          )
          .max(20_000),
      }),
    )
    .max(200),
});

export type SubsidiaryStatementDocument = z.output<typeof SubsidiaryStatementDocument>;
