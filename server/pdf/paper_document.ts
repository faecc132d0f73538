// Whatever is printed, by its kind.
import { ChangeOrderDocument } from "./change_order_document.ts";
import { InvoiceDocument } from "./invoice_document.ts";

export type PaperDocument = InvoiceDocument | ChangeOrderDocument;

export function parsePaper(given: unknown): PaperDocument {
  const { kind } = given as { kind?: unknown };
  return kind === "change_order" ? ChangeOrderDocument.parse(given) : InvoiceDocument.parse(given);
}
