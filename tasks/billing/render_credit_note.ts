// Make the PDF of a credit note. Safe to run twice: the file's name is the hash of what it shows.
import { z } from "zod";
import { storePdf } from "../../server/pdf/render_invoice_pdf.ts";
import { defineTask } from "../../server/worker/define_task.ts";

const Payload = z.object({ tenant_id: z.uuid(), credit_note_id: z.uuid() });

export default defineTask(
  Payload,
  async ({ credit_note_id }, { db, files, pdf }) => {
    const found = await db.one<{ document: unknown }>(
      "select billing.credit_note_document($1) as document",
      [credit_note_id],
    );
    if (!found) return; // Undone while the job waited.

    const { content_hash, file_key, bytes } = await storePdf(found.document, { files, pdf });

    await db.one("select billing.record_credit_note_document($1, 'pdf', $2, $3, $4)", [
      credit_note_id,
      content_hash,
      file_key,
      bytes,
    ]);
    return { file_key, bytes };
  },
  { maxAttempts: 5, renders: true },
);
