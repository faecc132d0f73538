// What a file is, told by its bytes: the sender's word alone is no proof. Nothing is said about
// what else it may hold; nobody looks for viruses here.

const ZIP = [0x50, 0x4b, 0x03, 0x04];
const OFFICE = "application/vnd.openxmlformats-officedocument";

const CHECKS: Record<string, (bytes: Buffer) => boolean> = {
  "application/pdf": (bytes) => bytes.subarray(0, 5).equals(Buffer.from("%PDF-")),
  "image/png": (bytes) => startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  "image/jpeg": (bytes) => startsWith(bytes, [0xff, 0xd8, 0xff]),
  [`${OFFICE}.wordprocessingml.document`]: (bytes) => isOffice(bytes, "word/document.xml"),
  [`${OFFICE}.spreadsheetml.sheet`]: (bytes) => isOffice(bytes, "xl/workbook.xml"),
  "text/plain": isText,
  "text/csv": isText,
  // A header field, then others until an empty line.
  "message/rfc822": (bytes) =>
    !bytes.includes(0) && /^[!-9;-~]+:[^\r\n]*\r?\n/.test(bytes.toString("latin1", 0, 2_000)),
};

export const FILE_TYPES = Object.keys(CHECKS);

/** Whether the bytes begin as files of the type do, and are of it as far as that shows. */
export function isFileOf(mediaType: string, bytes: Buffer): boolean {
  return CHECKS[mediaType]?.(bytes) ?? false;
}

function startsWith(bytes: Buffer, start: number[]): boolean {
  return bytes.subarray(0, start.length).equals(Buffer.from(start));
}

// Names of a zip archive's entries stand in it as they are. Macros are programs.
function isOffice(bytes: Buffer, part: string): boolean {
  const has = (name: string) => bytes.includes(name, 0, "latin1");
  return startsWith(bytes, ZIP) && has("[Content_Types].xml") && has(part) && !has("vbaProject");
}

const CONTROL = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\u007f]/;

function isText(bytes: Buffer): boolean {
  try {
    return !CONTROL.test(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return false;
  }
}
