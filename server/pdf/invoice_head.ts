// Who bills whom, for what time, until when.
import { Image, View } from "@react-pdf/renderer";
import type { ReactNode } from "react";
import { formatAddress, type Address } from "../locale/address.ts";
import { formatOwnTaxNumber, formatTaxNumber } from "../locale/tax_number.ts";
import type { Palette } from "./colours.ts";
import { h } from "./element.ts";
import type { InvoiceDocument } from "./invoice_document.ts";
import { readLogo, type Logo } from "./logo.ts";
import { paperText } from "./paper_text.ts";
import type { Print, Row } from "./print.ts";
import { plainFace, widthOf } from "./set_text.ts";
import { textRow, type Column, type Paragraph } from "./text_row.ts";

export function head(
  { seller }: Pick<InvoiceDocument, "seller">,
  printed: Pick<Print, "title" | "number">,
  colours: Palette,
  room: number,
): ReactNode {
  const below = 26;
  const logo = readLogo(seller.logo);
  const title: Column = {
    width: room * 0.42,
    align: "right",
    paragraphs: [
      { text: printed.title, size: 24, leading: 28.8, bold: true, after: 2 },
      { text: printed.number, size: 11, colour: colours.quiet },
    ],
  };
  if (!logo)
    return textRow([sellerName(seller.name, room, colours), title], { paddingBottom: below });
  return h(
    View,
    { style: { flexDirection: "row", justifyContent: "space-between", paddingBottom: below } },
    h(Image, { src: { data: logo.data, format: logo.format }, style: logoSize(logo) }),
    textRow([title], { style: { width: title.width } }),
  );
}

function sellerName(given: string, room: number, { heading }: Palette): Column {
  const text = paperText(given, 160);
  const size = text.length > 60 ? 11 : text.length > 28 ? 14 : 18;
  return {
    width: room * 0.58,
    gap: room * 0.02,
    paragraphs: [{ text, size, leading: size * 1.25, bold: true, colour: heading }],
  };
}

function logoSize({ width, height }: Logo): { width: number; height: number } {
  const scale = Math.min(170 / width, 52 / height);
  return { width: width * scale, height: height * scale };
}

export function parties(
  document: Pick<InvoiceDocument, "seller" | "bill_to" | "ship_to">,
  printed: Pick<Print, "words" | "locale">,
  addressee: string,
  colours: Palette,
  room: number,
): ReactNode {
  const { words, locale } = printed;
  const { seller, bill_to: billTo, ship_to: shipTo } = document;
  const contact = [seller.email, seller.phone, seller.website];
  const taxNumbers = seller.tax_ids
    .filter(({ number }) => number !== seller.tax_id)
    .map(({ jurisdiction: code, name, number }) =>
      formatTaxNumber(number, { code, name }, words, locale),
    );
  const texts = [
    party(words.from, { ...seller, attention: null, contact }, printed, colours, taxNumbers),
    party(addressee, { ...billTo, contact: [billTo.email] }, printed, colours),
    ...(shipTo ? [party(words.shipTo, { ...shipTo, contact: [] }, printed, colours)] : []),
  ];
  const gap = 20;
  const width = (room + gap) / texts.length;
  return textRow(
    texts.map((paragraphs) => ({ width, gap, paragraphs })),
    { paddingBottom: 20 },
  );
}

interface PrintedParty {
  name: string;
  attention: string | null;
  address: Address | null;
  tax_id: string | null;
  contact: (string | null)[];
}

function party(
  label: string,
  who: PrintedParty,
  { words, locale }: Pick<Print, "words" | "locale">,
  colours: Palette,
  taxNumbers: string[] = [],
): Paragraph[] {
  const lines = [
    who.attention,
    ...(who.address ? formatAddress(who.address, locale) : []),
    ...who.contact,
    who.tax_id && formatOwnTaxNumber(who.tax_id, who.address?.country ?? null, words),
    ...taxNumbers,
  ].filter((line): line is string => Boolean(line?.trim()));
  return [
    smallLabel(label, colours),
    { text: paperText(who.name, 160), bold: true, after: 1 },
    ...lines.map((line) => ({ text: paperText(line, 200), colour: "#3c4856" })),
  ];
}

function smallLabel(text: string, { quiet }: Palette): Paragraph {
  return { text, size: 7.5, bold: true, colour: quiet, after: 1 };
}

// Three columns; the last is wider, since periods are the longest.
const FACT_WIDTHS = [0.28, 0.27, 0.45];

export function factStrip(
  printed: Pick<Print, "facts" | "due">,
  colours: Palette,
  room: number,
): ReactNode {
  const { facts } = printed;
  const due = printed.due && dueBox(printed.due, colours);
  const left = 14;
  const width = room - left - (due?.width ?? 0);
  const column = ({ label, value }: Row, index: number): Column => ({
    width: width * (FACT_WIDTHS[index] ?? 0),
    gap: 8,
    paragraphs: [smallLabel(label, colours), { text: value, bold: true }],
  });
  const rows = [facts.slice(0, 3), facts.slice(3, 6)].filter((row) => row.length > 0);
  return h(
    View,
    { style: { flexDirection: "row", marginBottom: 20, borderRadius: 4, overflow: "hidden" } },
    h(
      View,
      {
        style: {
          width: width + left,
          justifyContent: "center",
          backgroundColor: colours.tint,
          paddingTop: 9,
          paddingBottom: 9,
          paddingLeft: left,
        },
      },
      ...rows.map((row, key) => textRow(row.map(column), { key, paddingTop: 4, paddingBottom: 4 })),
    ),
    due?.node,
  );
}

function dueBox(due: Row, colours: Palette): { width: number; node: ReactNode } {
  const size = due.value.length > 16 ? 13 : 18;
  const side = 16;
  const text = Math.min(Math.max(widthOf(due.value, plainFace(true), size) + 1, 118), 188);
  const paragraphs: Paragraph[] = [
    { text: due.label, size: 8, colour: colours.quietOnBand },
    { text: due.value, size, leading: size * 1.3, bold: true, colour: colours.onBand },
  ];
  const node = h(
    View,
    {
      style: {
        backgroundColor: colours.band,
        justifyContent: "center",
        paddingTop: 12,
        paddingBottom: 12,
        paddingLeft: side,
        paddingRight: side,
      },
    },
    textRow([{ width: text, paragraphs }], { style: { width: text } }),
  );
  return { width: text + 2 * side, node };
}

export function notice(text: string | null, colours: Palette, room: number): ReactNode {
  if (!text) return null;
  const paragraphs = [{ text, bold: true, colour: colours.heading }];
  return textRow([{ width: room, paragraphs }], { paddingBottom: 16 });
}
