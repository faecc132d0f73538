// The items. The heading stands again on every page; a row is never torn in two.
import { View } from "@react-pdf/renderer";
import type { ReactNode } from "react";
import type { Palette } from "./colours.ts";
import { h } from "./element.ts";
import type { Print, PrintedItem } from "./print.ts";
import { wide } from "./set_text.ts";
import { textRow, type Column, type Paragraph } from "./text_row.ts";

const GAP = 12;

interface Columns {
  description: number;
  quantity: number;
  unitPrice: number;
  amount: number;
}

export function itemTable(printed: Print, colours: Palette, room: number): ReactNode {
  const columns = widths(printed, room);
  return h(
    View,
    { style: { marginBottom: 14 } },
    heading(printed, columns, colours),
    ...printed.sections.flatMap((section, at) => [
      section.title ? sectionTitle(section.title, at, room, colours) : null,
      ...section.items.map((item, index) => itemRow(item, `${at}.${index}`, columns, colours)),
      section.subtotal ? sectionTotal(printed, section.subtotal, at, columns, colours) : null,
    ]),
  );
}

// Columns of figures are as wide as their longest figure needs.
function widths({ sections, words }: Print, room: number): Columns {
  const items = sections.flatMap((section) => section.items);
  const width = (label: string, read: (item: PrintedItem) => string) => {
    const longest = items.reduce((most, item) => Math.max(most, wide(read(item))), wide(label));
    return Math.min(Math.max(longest * 5.3 + 14, 56), 140);
  };
  const quantity = width(words.quantity, (item) => item.quantity);
  const unitPrice = width(words.unitPrice, (item) => item.unitPrice);
  const amount = width(words.amount, (item) => item.amount);
  return { description: room - quantity - unitPrice - amount, quantity, unitPrice, amount };
}

function heading({ words }: Print, columns: Columns, colours: Palette): ReactNode {
  const label = (text: string) => [{ text, size: 8, bold: true, colour: colours.heading }];
  return textRow(
    [
      { width: columns.description, gap: GAP, paragraphs: label(words.description) },
      figure(columns.quantity, label(words.quantity)),
      figure(columns.unitPrice, label(words.unitPrice)),
      figure(columns.amount, label(words.amount)),
    ],
    {
      key: "heading",
      fixed: true,
      paddingBottom: 5,
      rule: { width: 1.2, colour: colours.band },
    },
  );
}

function itemRow(item: PrintedItem, key: string, columns: Columns, colours: Palette): ReactNode {
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
      figure(columns.amount, [{ text: item.amount, bold: true }]),
    ],
    {
      key,
      paddingTop: 6,
      paddingBottom: 6,
      rule: { width: 0.5, colour: colours.line },
    },
  );
}

function figure(width: number, paragraphs: Paragraph[]): Column {
  return { width, align: "right", paragraphs };
}

function sectionTitle(title: string, at: number, room: number, colours: Palette): ReactNode {
  return textRow(
    [{ width: room, paragraphs: [{ text: title, size: 10, bold: true, colour: colours.heading }] }],
    {
      key: `title.${at}`,
      minPresenceAhead: 48,
      paddingTop: at === 0 ? 9 : 14,
      paddingBottom: 3,
    },
  );
}

function sectionTotal(
  { words }: Print,
  subtotal: string,
  at: number,
  columns: Columns,
  colours: Palette,
): ReactNode {
  const { description, quantity, unitPrice, amount } = columns;
  return textRow(
    [
      figure(description + quantity + unitPrice, [{ text: words.subtotal, colour: colours.quiet }]),
      figure(amount, [{ text: subtotal, bold: true }]),
    ],
    {
      key: `total.${at}`,
      paddingTop: 6,
      paddingBottom: 6,
      style: { backgroundColor: colours.tint },
    },
  );
}
