// An invoice from the database to its file, and the file's record.
import type { TaskContext } from "../worker/define_task.ts";
import { storePdf } from "./render_invoice_pdf.ts";

/** Nothing for an invoice that was discarded meanwhile. */
export async function renderInvoice(
  invoiceId: string,
  { db, files, pdf }: Pick<TaskContext, "db" | "files" | "pdf">,
): Promise<{ file_key: string; bytes: number } | undefined> {
  const found = await db.one<{ document: unknown }>(
    "select billing.invoice_document($1) as document",
    [invoiceId],
  );
  if (!found) return undefined;

  const kept = await storePdf(found.document, { files, pdf });

  await db.one("select billing.record_document($1, 'pdf', $2, $3, $4, $5)", [
    invoiceId,
    kept.content_hash,
    kept.file_key,
    kept.bytes,
    kept.unprintable_characters,
  ]);
  return { file_key: kept.file_key, bytes: kept.bytes };
}
