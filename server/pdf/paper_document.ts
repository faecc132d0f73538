// Whatever is printed, by its kind.
import { ChangeOrderDocument } from "./change_order_document.ts";
import { InvoiceDocument } from "./invoice_document.ts";
import { SubsidiaryStatementDocument } from "./subsidiary_statement_document.ts";

export type PaperDocument = InvoiceDocument | ChangeOrderDocument | SubsidiaryStatementDocument;

export function parsePaper(given: unknown): PaperDocument {
  const { kind } = given as { kind?: unknown };
  if (kind === "change_order") return ChangeOrderDocument.parse(given);
  if (kind === "subsidiary_statement") return SubsidiaryStatementDocument.parse(given);
  return InvoiceDocument.parse(given);
}
