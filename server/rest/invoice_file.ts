// The PDF of an invoice, as the worker rendered it last.
import type { Response } from "express";
import { ApiError } from "../errors.ts";
import type { DocumentStore } from "../files/document_store.ts";
import type { Responder } from "./route.ts";

interface Answer {
  invoice_number: string;
  documents: { file_key: string }[];
}

export const invoiceFile: Responder = {
  mediaType: "application/pdf",
  async send(answer: unknown, response: Response, files: DocumentStore): Promise<void> {
    const { invoice_number, documents } = answer as Answer;
    const [newest] = documents;
    const bytes = newest ? await files.get(newest.file_key) : null;
    if (!bytes) {
      throw new ApiError(404, "not_found", "No PDF is rendered yet; POST here asks for one.");
    }
    response.attachment(`${invoice_number}.pdf`).type("application/pdf").end(bytes);
  },
};
