// The PDF of an invoice, a credit note, a statement or a change order: the original, and of a draft
// what the worker rendered last; what was never rendered is rendered now.
import type { Response } from "express";
import { ApiError } from "../errors.ts";
import { InvoiceDocument } from "../pdf/invoice_document.ts";
import { SubsidiaryStatementDocument } from "../pdf/subsidiary_statement_document.ts";
import type { Damage } from "../http/security_log.ts";
import { DocumentDamaged, originalPdf, type NoteDamage } from "../pdf/original_pdf.ts";
import { readPdfAs, type Paper, type PdfMeans } from "../pdf/render_invoice_pdf.ts";
import type { Responder } from "./route.ts";

interface Kept {
  number: string;
  paper: Paper;
}

export const documentFile: Responder = {
  mediaType: "application/pdf",
  async send(answer, response, means) {
    const { number, paper } = answer as Kept;
    const note: NoteDamage = (file, isRestored) => {
      response.locals["damage"] = { file, isRestored } satisfies Damage;
    };
    const bytes = await originalPdf(paper, means, note).catch((error: unknown) => {
      if (!(error instanceof DocumentDamaged)) throw error;
      throw new ApiError(500, "document_damaged", "The file is not the one that was made.");
    });
    attach(response, number, bytes);
  },
};

export const statementFile: Responder = {
  mediaType: "application/pdf",
  async send(answer: unknown, response: Response, means: PdfMeans) {
    const { document, bytes } = await readPdfAs(InvoiceDocument, answer, means);
    attach(response, `${document.invoice.number} ${document.bill_to.name}`, bytes);
  },
};

export const subsidiaryStatementFile: Responder = {
  mediaType: "application/pdf",
  async send(answer, response, means) {
    const { document, bytes } = await readPdfAs(SubsidiaryStatementDocument, answer, means);
    attach(response, `${document.customer.name} ${document.from} ${document.to}`, bytes);
  },
};

function attach(response: Response, name: string, bytes: Buffer): void {
  response
    .attachment(`${name.replace(/[\s/\\]+/g, "-")}.pdf`)
    .type("application/pdf")
    .end(bytes);
}
