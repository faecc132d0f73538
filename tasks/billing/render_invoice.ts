// Make the PDF of an invoice. Safe to run twice: the file's name is the hash of what it shows.
import { z } from "zod";
import { renderInvoice } from "../../server/pdf/render_invoice.ts";
import { defineTask } from "../../server/worker/define_task.ts";

const Payload = z.object({ tenant_id: z.uuid(), invoice_id: z.uuid() });

export default defineTask(
  Payload,
  async ({ invoice_id }, context) => await renderInvoice(invoice_id, context),
  { maxAttempts: 5, renders: true },
);
