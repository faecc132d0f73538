// Make the PDF of an amendment's change order. Safe to run twice: the file's name is the hash of
// what it shows.
import { z } from "zod";
import { storePdf } from "../../server/pdf/render_invoice_pdf.ts";
import { defineTask } from "../../server/worker/define_task.ts";

const Payload = z.object({ tenant_id: z.uuid(), amendment_id: z.uuid() });

export default defineTask(
  Payload,
  async ({ amendment_id }, { db, files, pdf }) => {
    const found = await db.one<{ document: unknown }>(
      "select billing.change_order_document($1) as document",
      [amendment_id],
    );
    if (!found) return; // Not there, or not this tenant's.

    const kept = await storePdf(found.document, { files, pdf });

    await db.one("select billing.record_change_order_document($1, 'pdf', $2, $3, $4, $5)", [
      amendment_id,
      kept.content_hash,
      kept.file_key,
      kept.bytes,
      kept.unprintable_characters,
    ]);
    return { file_key: kept.file_key, bytes: kept.bytes };
  },
  { maxAttempts: 5, renders: true },
);
