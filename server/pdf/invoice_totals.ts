// What it comes to, how to pay it, and what else there is to say.
import { View } from "@react-pdf/renderer";
import type { ReactNode } from "react";
import type { Palette } from "./colours.ts";
import { h } from "./element.ts";
import type { InvoiceDocument } from "./invoice_document.ts";
import { paperText } from "./paper_text.ts";
import type { Words } from "../locale/words.ts";
import type { Print, Row } from "./print.ts";
import { plainFace, widthOf } from "./set_text.ts";
import { textRow } from "./text_row.ts";

export function closing(
  document: InvoiceDocument,
  printed: Print,
  colours: Palette,
  room: number,
): ReactNode {
  const { words } = printed;
  return h(
    View,
    null,
    totals(printed, printed.settled.length > 0 && document.kind === "invoice", colours),
    h(View, { style: { height: 20 } }),
    document.kind === "invoice"
      ? paragraph(words.payment, howToPay(document, words), colours, room)
      : null,
    paragraph(
      words.tax,
      document.invoice.is_cash_accounting ? words.cashAccounting : null,
      colours,
      room,
    ),
    paragraph(words.reason, reasonOf(document, words), colours, room),
    paragraph(words.notes, document.invoice.notes, colours, room),
  );
}

function reasonOf({ invoice }: InvoiceDocument, { changeOrder }: Words): string | null {
  return invoice.reason_term ? changeOrder.title : invoice.reason;
}

// What a French seller says of late payment himself is what holds.
function howToPay({ seller }: InvoiceDocument, words: Words): string | null {
  const { payment_instructions: instructions, footer, address } = seller;
  const isSaid = /40\s*(€|EUR)/i.test(`${instructions ?? ""} ${footer ?? ""}`);
  if (address?.country !== "FR" || isSaid) return instructions;
  return [instructions, words.latePayment].filter(Boolean).join("\n");
}

const WIDTH = 270;

export function totals(
  printed: Pick<Print, "totals" | "total" | "settled" | "due"> & Partial<Pick<Print, "localTax">>,
  isOwed: boolean,
  colours: Palette,
): ReactNode {
  const strong = { bold: true, size: 11 };
  return h(
    View,
    { wrap: false, style: { alignSelf: "flex-end", width: WIDTH } },
    ...printed.totals.map((row, index) => line(row, index, colours)),
    h(View, { style: { height: 4, borderBottomWidth: 1.2, borderBottomColor: colours.band } }),
    line(printed.total, "total", colours, { ...strong, above: 7.5 }),
    ...printed.settled.map((row, index) => line(row, `settled.${index}`, colours)),
    printed.due && isOwed ? line(printed.due, "due", colours, strong) : null,
    printed.localTax ? line(printed.localTax, "local", colours, { above: 7.5 }) : null,
  );
}

function line(
  { label, value, note }: Row,
  key: string | number,
  colours: Palette,
  { above = 2.5, ...strong }: { above?: number; bold?: boolean; size?: number } = {},
): ReactNode {
  const notes = note ? [{ text: note, size: 7.5, colour: colours.quiet }] : [];
  const figure = widthOf(value, plainFace(strong.bold ?? false), strong.size ?? 9) + 12;
  return textRow(
    [
      { width: WIDTH - figure, paragraphs: [{ text: label, ...strong }, ...notes] },
      { width: figure, align: "right", paragraphs: [{ text: value, ...strong }] },
    ],
    { key, paddingTop: above, paddingBottom: 2.5 },
  );
}

export function paragraph(
  label: string,
  text: string | null,
  colours: Palette,
  room: number,
): ReactNode {
  if (!text?.trim()) return null;
  const heading = { text: label, bold: true, colour: colours.heading, after: 2 };
  const said = { text: paperText(text, 4_000), colour: "#3c4856" };
  return textRow([{ width: room, paragraphs: [heading, said] }], { paddingBottom: 12 });
}
