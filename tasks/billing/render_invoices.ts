// Make the PDFs of some invoices, one after the other. Safe to run twice: what is there is not
// rendered again. One that fails does not keep the others.
import { z } from "zod";
import { renderPaper } from "../../server/pdf/render_paper.ts";
import { defineTask } from "../../server/worker/define_task.ts";

const Payload = z.object({ tenant_id: z.uuid(), invoice_ids: z.array(z.uuid()).max(100) });

export default defineTask(
  Payload,
  async ({ invoice_ids }, context) => {
    const failures: unknown[] = [];
    for (const id of invoice_ids) {
      context.signal.throwIfAborted();
      await renderPaper(id, context).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
    return { rendered: invoice_ids.length };
  },
  { maxAttempts: 5, renders: true },
);
