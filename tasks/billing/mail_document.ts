// Mail an invoice, a credit note or a statement. Safe to run twice: the waiting mail's id is the id of the
// message, and a mail that is out is not found again.
import { z } from "zod";
import { attempted } from "../../server/mail/attempted.ts";
import { composeDocumentMail, type DocumentMailKind } from "../../server/mail/document_mail.ts";
import type { Waiting } from "../../server/mail/mailer.ts";
import { readInvoicePdf } from "../../server/pdf/render_invoice_pdf.ts";
import { defineTask } from "../../server/worker/define_task.ts";

const Payload = z.object({ tenant_id: z.uuid(), email_id: z.uuid() });

export default defineTask(Payload, async ({ email_id }, context) => {
  const { db } = context;
  const mail = await db.one<Waiting & { template: DocumentMailKind; document: unknown }>(
    "select * from billing.begin_document_mail($1)",
    [email_id],
  );
  if (!mail) return; // Already out, or its invoice is void by now.

  const { document, bytes } = await readInvoicePdf(mail.document, context);
  const content = composeDocumentMail(mail.template, document, bytes);
  const outcome = await attempted(mail, content, context);

  await db.one("select events.record_email($1, $2, $3, $4, $5, $6)", [
    mail.message_id,
    outcome.status,
    outcome.subject,
    outcome.provider_message_id,
    outcome.file_key,
    outcome.error,
  ]);
  return { status: outcome.status };
});
