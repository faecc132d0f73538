// A guess at the number of pages. A right one saves rendering twice; a wrong one costs no more.
import type { InvoiceDocument } from "./invoice_document.ts";
import type { Print, PrintedItem } from "./print.ts";

const LINE = 12.6;
const PAGE_ROOM = 690;
const HEAD = 275;

export function likelyPages(document: InvoiceDocument, printed: Print): number {
  const rows = printed.sections.flatMap((section) => [
    ...(section.title ? [26] : []),
    ...section.items.map(rowHeight),
    ...(section.subtotal ? [25] : []),
  ]);
  const texts = [document.seller.payment_instructions, document.invoice.notes];
  const said = texts.reduce((sum, text) => sum + (text ? linesOf(text, 110) * LINE + 28 : 0), 0);
  const totals = (printed.totals.length + printed.settled.length) * 18 + 66;
  const room = [HEAD, ...rows, totals, said];

  let [pages, used] = [1, 0];
  for (const height of room) {
    if (used + height > PAGE_ROOM) [pages, used] = [pages + 1, 25];
    used += height;
  }
  return pages;
}

function rowHeight(item: PrintedItem): number {
  const lines = item.notes.reduce((sum, note) => sum + linesOf(note, 60), 0);
  return (linesOf(item.description, 50) + lines) * LINE + 12.5;
}

function linesOf(text: string, perLine: number): number {
  return text.split("\n").reduce((sum, line) => sum + Math.ceil(line.length / perLine), 0);
}
