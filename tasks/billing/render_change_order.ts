// Make the PDF of an amendment's change order. Safe to run twice: it has one file for ever.
import { z } from "zod";
import { renderPaper, summaryOf } from "../../server/pdf/render_paper.ts";
import { defineTask } from "../../server/worker/define_task.ts";

const Payload = z.object({ tenant_id: z.uuid(), amendment_id: z.uuid() });

export default defineTask(
  Payload,
  async ({ amendment_id }, context) => summaryOf(await renderPaper(amendment_id, context)),
  { maxAttempts: 5, renders: true },
);
