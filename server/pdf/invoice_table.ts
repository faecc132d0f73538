// The items. The heading stands again on every page; a row is never torn in two.
import { Text, View } from "@react-pdf/renderer";
import type { ReactNode } from "react";
import type { Palette } from "./colours.ts";
import { h } from "./element.ts";
import type { Print, PrintedItem } from "./print.ts";

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
      section.title ? sectionTitle(section.title, at, colours) : null,
      ...section.items.map((item, index) => itemRow(item, `${at}.${index}`, columns, colours)),
      section.subtotal ? sectionTotal(printed, section.subtotal, at, colours) : null,
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

// East Asian characters take twice the room.
function wide(text: string): number {
  return Array.from(text).reduce((sum, char) => sum + (char > "\u2e7f" ? 2 : 1), 0);
}

function heading({ words }: Print, columns: Columns, colours: Palette): ReactNode {
  const cell = (label: string, width: number) =>
    h(Text, { key: label, style: { width, textAlign: "right" } }, label);
  return h(
    View,
    {
      fixed: true,
      style: {
        flexDirection: "row",
        fontSize: 8,
        fontWeight: 600,
        color: colours.heading,
        borderBottomWidth: 1.2,
        borderBottomColor: colours.band,
        paddingBottom: 5,
      },
    },
    h(Text, { style: { width: columns.description, paddingRight: 12 } }, words.description),
    cell(words.quantity, columns.quantity),
    cell(words.unitPrice, columns.unitPrice),
    cell(words.amount, columns.amount),
  );
}

function itemRow(item: PrintedItem, key: string, columns: Columns, colours: Palette): ReactNode {
  const figure = (value: string, width: number, style = {}) =>
    h(Text, { style: { width, textAlign: "right", paddingLeft: 6, ...style } }, value);
  return h(
    View,
    {
      key,
      // A text as long as a page has to break somewhere.
      wrap: item.description.length + item.notes.join("").length > 400,
      style: {
        flexDirection: "row",
        paddingVertical: 6,
        borderBottomWidth: 0.5,
        borderBottomColor: colours.line,
      },
    },
    h(
      Text,
      { style: { width: columns.description, paddingRight: 12, fontWeight: 600 } },
      item.description,
      item.notes.length === 0
        ? null
        : h(
            Text,
            { style: { fontSize: 8, fontWeight: 400, color: colours.quiet } },
            `\n${item.notes.join("\n")}`,
          ),
    ),
    figure(item.quantity, columns.quantity),
    figure(item.unitPrice, columns.unitPrice),
    figure(item.amount, columns.amount, { fontWeight: 600 }),
  );
}

function sectionTitle(title: string, at: number, colours: Palette): ReactNode {
  return h(
    View,
    {
      key: `title.${at}`,
      wrap: false,
      minPresenceAhead: 48,
      style: { paddingTop: at === 0 ? 9 : 14, paddingBottom: 3 },
    },
    h(Text, { style: { fontSize: 10, fontWeight: 600, color: colours.heading } }, title),
  );
}

function sectionTotal({ words }: Print, subtotal: string, at: number, colours: Palette): ReactNode {
  return h(
    View,
    {
      key: `total.${at}`,
      wrap: false,
      style: {
        flexDirection: "row",
        justifyContent: "flex-end",
        paddingVertical: 6,
        backgroundColor: colours.tint,
      },
    },
    h(Text, { style: { color: colours.quiet, marginRight: 16 } }, words.subtotal),
    h(Text, { style: { fontWeight: 600 } }, subtotal),
  );
}
