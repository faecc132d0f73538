// Mail an invoice, a credit note or a statement. Safe to run twice: the waiting mail's id is the id
// of the message, and a mail that is out is not found again.
import { z } from "zod";
import { attempted } from "../../server/mail/attempted.ts";
import { composeDocumentMail, type DocumentMailKind } from "../../server/mail/document_mail.ts";
import type { MailContent, Waiting } from "../../server/mail/mailer.ts";
import { composeSubsidiaryMail } from "../../server/mail/subsidiary_mail.ts";
import { InvoiceDocument } from "../../server/pdf/invoice_document.ts";
import { readPdfAs } from "../../server/pdf/render_invoice_pdf.ts";
import { renderPaper } from "../../server/pdf/render_paper.ts";
import { SubsidiaryStatementDocument } from "../../server/pdf/subsidiary_statement_document.ts";
import { defineTask, type TaskContext } from "../../server/worker/define_task.ts";

const Payload = z.object({ tenant_id: z.uuid(), email_id: z.uuid() });

type DocumentMail = Waiting & {
  template: DocumentMailKind | "subsidiary_statement";
  document: unknown;
  original_id: string | null;
};

export default defineTask(
  Payload,
  async ({ email_id }, context) => {
    const { db } = context;
    const mail = await db.one<DocumentMail>("select * from billing.begin_document_mail($1)", [
      email_id,
    ]);
    if (!mail) return; // Already out, or its invoice is void by now.

    const outcome = await attempted(mail, await write(mail, context), context);

    await db.one("select events.record_email($1, $2, $3, $4, $5, $6)", [
      mail.message_id,
      outcome.status,
      outcome.subject,
      outcome.provider_message_id,
      outcome.file_key,
      outcome.error,
    ]);
    return { status: outcome.status };
  },
  { renders: true },
);

async function write(
  { template, document: given, original_id }: DocumentMail,
  means: TaskContext,
): Promise<MailContent> {
  if (template === "subsidiary_statement") {
    const { document, bytes } = await readPdfAs(SubsidiaryStatementDocument, given, means);
    return composeSubsidiaryMail(document, bytes);
  }
  const original = original_id === null ? undefined : await renderPaper(original_id, means);
  const { document, bytes } = original
    ? { document: InvoiceDocument.parse(original.document), bytes: original.bytes }
    : await readPdfAs(InvoiceDocument, given, means);
  return composeDocumentMail(template, document, bytes);
}
