// Make the PDF of an invoice, a credit note or an amendment and record it. What was issued has one
// file for ever: it is looked at, and not made again. Safe to run twice.
import type { TaskContext } from "../worker/define_task.ts";
import { originalPdf } from "./original_pdf.ts";
import { storePdf, type Paper } from "./render_invoice_pdf.ts";

export interface RenderedPaper {
  document: unknown;
  file_key: string;
  bytes: Buffer;
}

type Means = Pick<TaskContext, "db" | "files" | "pdf" | "log">;

/** Nothing where there is no such object: it was undone while the job waited. */
export async function renderPaper(id: string, means: Means): Promise<RenderedPaper | undefined> {
  const { db, log } = means;
  const paper = await db.one<Paper>("select * from billing.begin_document($1)", [id]);
  if (!paper?.document) return undefined;
  const { document, file_key, is_issued } = paper;
  if (is_issued && file_key !== null) {
    const bytes = await originalPdf(paper, means, async (key, isRestored) => {
      log.error({ file: key, isRestored }, "document damaged");
      await db.one("select billing.note_damaged_file($1, $2)", [key, isRestored]);
    });
    return { document, file_key, bytes };
  }

  const kept = await storePdf(document, means);

  await db.one("select billing.record_document($1, 'pdf', $2, $3, $4, $5, $6, $7)", [
    id,
    kept.content_hash,
    kept.file_key,
    kept.bytes,
    kept.file_hash,
    is_issued,
    kept.unprintable_characters,
  ]);
  return { document, file_key: kept.file_key, bytes: kept.file };
}

/** What a job tells of it. */
export const summaryOf = (paper: RenderedPaper | undefined) =>
  paper && { file_key: paper.file_key, bytes: paper.bytes.length };
