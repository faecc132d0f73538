// Make the PDF of a credit note. Safe to run twice: it has one file for ever.
import { z } from "zod";
import { renderPaper, summaryOf } from "../../server/pdf/render_paper.ts";
import { defineTask } from "../../server/worker/define_task.ts";

const Payload = z.object({ tenant_id: z.uuid(), credit_note_id: z.uuid() });

export default defineTask(
  Payload,
  async ({ credit_note_id }, context) => summaryOf(await renderPaper(credit_note_id, context)),
  { maxAttempts: 5, renders: true },
);
