// The file that was made of a paper, and no other: of what was issued, one that was lost or changed
// is made once more of the same content, and handed out if it is the same to the byte. A draft is
// printed as it stands.
import { fileHash, readPdf, type Paper, type PdfMeans } from "./render_invoice_pdf.ts";
import { parsePaper } from "./paper_document.ts";

/** Told of a file that was lost or is not the one that was made, and whether it came back. */
export type NoteDamage = (fileKey: string, isRestored: boolean) => unknown;

export class DocumentDamaged extends Error {
  override name = "DocumentDamaged";

  constructor(fileKey: string) {
    super(`The file ${fileKey} is not the one that was made, and cannot be made again.`);
  }
}

export async function originalPdf(
  { document, file_key, file_hash, is_issued }: Paper,
  means: PdfMeans,
  note: NoteDamage,
): Promise<Buffer> {
  if (file_key === null) return await readPdf(document, means);
  const kept = await means.files.get(file_key);
  if (kept && fileHash(kept) === file_hash) return kept;
  if (!is_issued) return await readPdf(document, means);
  const again = await means.pdf.render(parsePaper(document));
  const isRestored = fileHash(again) === file_hash;
  if (isRestored) await means.files.put(file_key, again, "application/pdf");
  await note(file_key, isRestored);
  if (!isRestored) throw new DocumentDamaged(file_key);
  return again;
}
