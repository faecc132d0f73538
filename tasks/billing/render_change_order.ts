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

    const { content_hash, file_key, bytes } = await storePdf(found.document, { files, pdf });

    await db.one("select billing.record_change_order_document($1, 'pdf', $2, $3, $4)", [
      amendment_id,
      content_hash,
      file_key,
      bytes,
    ]);
    return { file_key, bytes };
  },
  { maxAttempts: 5, renders: true },
);
