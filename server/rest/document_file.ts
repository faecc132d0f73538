// The PDF of an invoice, a credit note, a statement or a change order, as the worker rendered it
// last; what was never rendered is rendered now.
import type { Response } from "express";
import { ApiError } from "../errors.ts";
import { InvoiceDocument } from "../pdf/invoice_document.ts";
import { SubsidiaryStatementDocument } from "../pdf/subsidiary_statement_document.ts";
import { readPdf, readPdfAs } from "../pdf/render_invoice_pdf.ts";
import type { PdfMeans } from "../pdf/render_invoice_pdf.ts";
import type { Responder } from "./route.ts";

interface Kept {
  number: string;
  documents: { file_key: string }[];
  unrendered: unknown;
}

export const documentFile: Responder = {
  mediaType: "application/pdf",
  async send(answer, response, means) {
    const { number, documents, unrendered } = answer as Kept;
    const [newest] = documents;
    const bytes = newest
      ? await means.files.get(newest.file_key)
      : await readPdf(unrendered, means);
    if (!bytes) throw new ApiError(404, "not_found", "The file is gone; POST here makes it anew.");
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
