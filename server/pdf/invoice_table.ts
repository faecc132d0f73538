// The items. The heading stands again on every page; a row is never torn in two.
import { Canvas, View } from "@react-pdf/renderer";
import type { ReactNode } from "react";
import { fill } from "../locale/fill.ts";
import type { Palette } from "./colours.ts";
import { h } from "./element.ts";
import { paintLine } from "./page_marks.ts";
import { paperText } from "./paper_text.ts";
import type { Print, PrintedItem, PrintedSection, Row } from "./print.ts";
import { plainFace, wide, widthOf } from "./set_text.ts";
import { LEADING, textRow, type Column, type Painter, type Paragraph } from "./text_row.ts";

const GAP = 12;
const PADDING = 6;
// Characters that surely fit into a line of the description.
const WIDE_LINE = 45;
const HEADING = { below: 5, rule: 1.25 };
// How far above the rows of a page its heading stands.
const HEADING_RISE = -(LEADING + HEADING.below + HEADING.rule);

interface Columns {
  description: number;
  quantity: number;
  unitPrice: number;
  rate: number;
  amount: number;
}

export function itemTable(
  printed: Pick<Print, "words" | "sections">,
  colours: Palette,
  room: number,
  families: string[],
): ReactNode {
  const columns = widths(printed, room);
  return h(
    View,
    { style: { marginBottom: 14 } },
    heading(printed, columns, colours),
    ...printed.sections.flatMap((section, at) => {
      const rows = itemRows(section, at, columns, colours);
      if (!section.title) return rows;
      if (section.sums.length > 0) rows.push(sectionSums(section.sums, at, columns, colours));
      // After what has to stand under the title: first, it would keep the title company.
      const together = section.items.length > 1 ? 1 : rows.length;
      rows.splice(together, 0, continuation(section, printed, room, colours, families));
      return [sectionTitle(section, at, room, colours), h(View, { key: `section.${at}` }, ...rows)];
    }),
  );
}

function itemRows(
  { items, sums }: PrintedSection,
  at: number,
  columns: Columns,
  colours: Palette,
): ReactNode[] {
  const last = items.length - 1;
  return items.map((item, index) => {
    const ahead = index === last ? heightOfSums(sums) : 0;
    return itemRow(item, `${at}.${index}`, columns, colours, ahead);
  });
}

// Columns of figures are as wide as their longest figure needs.
function widths({ sections, words }: Pick<Print, "words" | "sections">, room: number): Columns {
  const items = sections.flatMap((section) => section.items);
  const width = (label: string, read: (item: PrintedItem) => string) => {
    // A credit note counts nothing.
    if (items.length > 0 && items.every((item) => read(item) === "")) return 0;
    const longest = items.reduce((most, item) => Math.max(most, wide(read(item))), wide(label));
    return Math.min(Math.max(longest * 5.3 + 14, 56), 140);
  };
  const quantity = width(words.quantity, (item) => item.quantity);
  const unitPrice = width(words.unitPrice, (item) => item.unitPrice);
  const rate = width(words.taxRate, (item) => item.rate);
  const amount = width(words.amount, (item) => item.amount);
  const description = room - quantity - unitPrice - rate - amount;
  return { description, quantity, unitPrice, rate, amount };
}

function heading({ words }: Pick<Print, "words">, columns: Columns, colours: Palette): ReactNode {
  const label = (text: string) => [{ text, size: 8, bold: true, colour: colours.heading }];
  return textRow(
    [
      { width: columns.description, gap: GAP, paragraphs: label(words.description) },
      figure(columns.quantity, label(columns.quantity > 0 ? words.quantity : "")),
      figure(columns.unitPrice, label(columns.unitPrice > 0 ? words.unitPrice : "")),
      figure(columns.rate, label(columns.rate > 0 ? words.taxRate : "")),
      figure(columns.amount, label(words.amount)),
    ],
    {
      key: "heading",
      fixed: true,
      paddingBottom: HEADING.below,
      rule: { width: HEADING.rule, colour: colours.band },
    },
  );
}

function itemRow(
  item: PrintedItem,
  key: string,
  columns: Columns,
  colours: Palette,
  minPresenceAhead: number,
): ReactNode {
  const notes = item.notes.map((text) => ({ text, size: 8, colour: colours.quiet }));
  return textRow(
    [
      {
        width: columns.description,
        gap: GAP,
        paragraphs: [{ text: item.description, bold: true }, ...notes],
      },
      figure(columns.quantity, [{ text: item.quantity }]),
      figure(columns.unitPrice, [{ text: item.unitPrice }]),
      figure(columns.rate, [{ text: item.rate }]),
      figure(columns.amount, [{ text: item.amount, bold: true }]),
    ],
    {
      key,
      minPresenceAhead,
      paddingTop: PADDING,
      paddingBottom: PADDING,
      rule: { width: 0.5, colour: colours.line },
    },
  );
}

function figure(width: number, paragraphs: Paragraph[]): Column {
  return { width, align: "right", paragraphs };
}

function sectionTitle(
  section: PrintedSection,
  at: number,
  room: number,
  colours: Palette,
): ReactNode {
  const { title, taxId, items, sums } = section;
  const first = items[0] ? heightOf(items[0]) : 0;
  return textRow(
    [
      {
        width: room,
        paragraphs: [
          { text: title, size: 10, bold: true, colour: colours.heading },
          ...(taxId ? [{ text: taxId, size: 8, colour: colours.quiet }] : []),
        ],
      },
    ],
    {
      key: `title.${at}`,
      // Never alone at the end of a page.
      minPresenceAhead: items.length > 1 ? first : first + heightOfSums(sums),
      paddingTop: at === 0 ? 9 : 14,
      paddingBottom: 3,
    },
  );
}

function sectionSums(
  sums: Row[],
  at: number,
  { amount, ...others }: Columns,
  colours: Palette,
): ReactNode {
  const isLast = (index: number) => index === sums.length - 1;
  const labels = sums.map(({ label }) => ({ text: label, colour: colours.quiet }));
  const values = sums.map(({ value }, index) => ({ text: value, bold: isLast(index) }));
  const beside = Object.values(others).reduce((sum, width) => sum + width, 0);
  return textRow([figure(beside, labels), figure(amount, values)], {
    key: `sums.${at}`,
    paddingTop: PADDING,
    paddingBottom: PADDING,
    style: { backgroundColor: colours.tint },
  });
}

function heightOf({ description, notes }: PrintedItem): number {
  const lines = [description, ...notes].map((text) => Math.ceil(wide(text) / WIDE_LINE));
  return lines.reduce((sum, count) => sum + count * LEADING, 2 * PADDING);
}

function heightOfSums(sums: Row[]): number {
  return sums.length === 0 ? 0 : sums.length * LEADING + 2 * PADDING;
}

// On the second page of a section and after, beside the heading of the table.
function continuation(
  { title }: PrintedSection,
  { words }: Pick<Print, "words">,
  room: number,
  colours: Palette,
  families: string[],
): ReactNode {
  let painted = 0;
  const text = fill(words.continued, { title: paperText(title, 60) });
  const left = widthOf(words.description, plainFace(true), 8) + 8;
  const looks = { families, colour: colours.quiet, width: room, size: 8 };
  return h(Canvas, {
    key: "continued",
    fixed: true,
    style: { position: "absolute", top: 0, left: 0, width: room, height: 1 },
    paint: ((painter: Painter, isPage?: number) => {
      if (isPage === undefined) painter.rect(0, 0, room, 1);
      else if ((painted += 1) > 1) paintLine(painter, text, looks, left, HEADING_RISE);
      return null;
    }) as unknown as () => null,
  });
}
