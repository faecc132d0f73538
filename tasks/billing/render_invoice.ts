// Make the PDF of an invoice. Safe to run twice: the file's name is the hash of what it shows, and
// what was issued has one for ever.
import { z } from "zod";
import { renderPaper, summaryOf } from "../../server/pdf/render_paper.ts";
import { defineTask } from "../../server/worker/define_task.ts";

const Payload = z.object({ tenant_id: z.uuid(), invoice_id: z.uuid() });

export default defineTask(
  Payload,
  async ({ invoice_id }, context) => summaryOf(await renderPaper(invoice_id, context)),
  { maxAttempts: 5, renders: true },
);
