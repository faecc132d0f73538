// From an invoice's document, or another paper's, to its PDF. The same document gives the same key,
// and a key that the store already holds is not rendered again.
import { createHash } from "node:crypto";
import { Piscina } from "piscina";
import type { DocumentStore } from "../files/document_store.ts";
import { canonicalJson } from "./canonical_json.ts";
import type { Rendered } from "./render_thread.ts";
import { parsePaper, type PaperDocument } from "./paper_document.ts";

// Raise it when the look of the page changes, so that kept files are made anew.
export const TEMPLATE_VERSION = "5";

// A thread that is at one document for longer is ended, and the others are made.
const LONGEST_MS = 5 * 60_000;

export interface PdfRenderer {
  render(document: PaperDocument): Promise<Buffer>;
  // Characters that no typeface has.
  unprintable(document: PaperDocument): Promise<string[]>;
  close(): Promise<void>;
}

export interface StoredPdf {
  content_hash: string;
  file_key: string;
  bytes: number;
  /** SHA-256 of the file. */
  file_hash: string;
  file: Buffer;
  unprintable_characters: string | null;
}

// As many as are told to the sender: a text in a script that is not known has no more letters.
const MOST_UNPRINTABLE = 100;

export function startPdfRenderer({ pdfThreads }: { pdfThreads: number }): PdfRenderer {
  let pool: Piscina | undefined;
  const told = new WeakMap<PaperDocument, string[]>();
  const open = () =>
    (pool ??= new Piscina({
      filename: new URL("./render_thread.ts", import.meta.url).href,
      minThreads: 1,
      maxThreads: pdfThreads,
      idleTimeout: 60_000,
      // React checks itself at every element unless told that this is production.
      env: { ...process.env, NODE_ENV: "production" },
      // A page leaves much behind that is soon done with; a large young generation would keep it.
      resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 24 },
    }));
  return {
    async render(document) {
      const signal = AbortSignal.timeout(LONGEST_MS);
      const { pdf: bytes, unprintable }: Rendered = await open().run(document, { signal });
      told.set(document, unprintable);
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    },
    unprintable: async (document) =>
      told.get(document) ?? (await open().run(document, { name: "findUnprintable" })),
    async close() {
      await pool?.destroy();
    },
  };
}

export function contentHash(document: PaperDocument): string {
  const content = `${TEMPLATE_VERSION}\n${canonicalJson(document)}`;
  return createHash("sha256").update(content).digest("hex");
}

/** A paper as the database tells it, with the file of it that was made, if there is one. */
export interface Paper {
  document: unknown;
  file_key: string | null;
  file_hash: string | null;
  /** Whether it says what it says for ever. */
  is_issued: boolean;
}

export interface PdfMeans {
  files: DocumentStore;
  pdf: PdfRenderer;
}

export async function storePdf(given: unknown, means: PdfMeans): Promise<StoredPdf> {
  const document = parsePaper(given);
  const { content_hash, file_key } = placeOf(document);
  const file = await readOnce(document, means);
  const unprintable = await means.pdf.unprintable(document);
  const unprintable_characters = unprintable.slice(0, MOST_UNPRINTABLE).join("") || null;
  return {
    content_hash,
    file_key,
    bytes: file.length,
    file_hash: fileHash(file),
    file,
    unprintable_characters,
  };
}

/** The file itself; rendered and kept if it is not there yet. */
export async function readPdf(given: unknown, means: PdfMeans): Promise<Buffer> {
  return readOnce(parsePaper(given), means);
}

/** The file of a document of a known kind, with what it says. */
export async function readPdfAs<Kind extends PaperDocument>(
  kind: { parse(given: unknown): Kind },
  given: unknown,
  means: PdfMeans,
): Promise<{ document: Kind; bytes: Buffer }> {
  const document = kind.parse(given);
  return { document, bytes: await readOnce(document, means) };
}

export const fileHash = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

async function readOnce(document: PaperDocument, means: PdfMeans): Promise<Buffer> {
  const { file_key } = placeOf(document);
  return (await means.files.get(file_key)) ?? makeOnce(document, file_key, means);
}

const underWay = new Map<string, Promise<Buffer>>();

// A finalised invoice is rendered and mailed by two jobs that often run side by side: the second
// waits for what the first is making.
function makeOnce(document: PaperDocument, key: string, { files, pdf }: PdfMeans): Promise<Buffer> {
  const before = underWay.get(key);
  if (before) return before;
  const making = (async () => {
    const bytes = await pdf.render(document);
    await files.put(key, bytes, "application/pdf");
    return bytes;
  })();
  underWay.set(key, making);
  making.finally(() => underWay.delete(key)).catch(() => {});
  return making;
}

function placeOf(document: PaperDocument): { content_hash: string; file_key: string } {
  const hash = contentHash(document);
  return { content_hash: hash, file_key: `pdf/${hash.slice(0, 2)}/${hash}.pdf` };
}
