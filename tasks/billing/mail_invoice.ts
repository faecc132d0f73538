// Mail an invoice. Safe to run twice: the waiting mail's id is the id of the message, and a mail
// that is out is not found again.
import { z } from "zod";
import { attempted } from "../../server/mail/attempted.ts";
import { composeInvoiceMail, type InvoiceMailKind } from "../../server/mail/invoice_mail.ts";
import type { Waiting } from "../../server/mail/mailer.ts";
import { readInvoicePdf } from "../../server/pdf/render_invoice_pdf.ts";
import { defineTask } from "../../server/worker/define_task.ts";

const Payload = z.object({ tenant_id: z.uuid(), invoice_id: z.uuid() });

export default defineTask(Payload, async ({ invoice_id }, context) => {
  const { db } = context;
  const mail = await db.one<Waiting & { template: InvoiceMailKind }>(
    "select * from billing.begin_invoice_mail($1)",
    [invoice_id],
  );
  if (!mail) return; // Already out, or void by now.

  const shown = await db.one<{ document: unknown }>(
    "select billing.invoice_document($1) as document",
    [invoice_id],
  );
  const { document, bytes } = await readInvoicePdf(shown?.document, context);
  const outcome = await attempted(
    mail,
    composeInvoiceMail(mail.template, document, bytes),
    context,
  );

  await db.one("select billing.record_invoice_mail($1, $2, $3, $4, $5, $6)", [
    mail.message_id,
    outcome.status,
    outcome.subject,
    outcome.provider_message_id,
    outcome.file_key,
    outcome.error,
  ]);
  return { status: outcome.status };
});
