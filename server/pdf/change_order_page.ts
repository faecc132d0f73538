// The page of a change order: head, parties, what changes, what is billed of it, where to sign.
import { View } from "@react-pdf/renderer";
import type { ReactNode } from "react";
import type { ChangeOrderDocument } from "./change_order_document.ts";
import type { Palette } from "./colours.ts";
import { h } from "./element.ts";
import { factStrip, head, parties } from "./invoice_head.ts";
import { itemTable } from "./invoice_table.ts";
import { paragraph, totals } from "./invoice_totals.ts";
import type { PrintedChange, PrintedChangeOrder } from "./print_change_order.ts";
import { sheet, type Setting } from "./sheet.ts";
import { textRow, type Column } from "./text_row.ts";

export function changeOrderPage(
  document: ChangeOrderDocument,
  printed: PrintedChangeOrder,
  setting: Setting,
): ReactNode {
  const { words, paragraphs } = printed;
  const day = document.change.issued_on;
  const who = { seller: document.seller, bill_to: document.customer, ship_to: null };
  return sheet({ document, printed, day }, setting, (colours, room) => [
    head(document, printed, colours, room),
    parties(who, printed, words.changeOrder.customer, colours, room),
    factStrip(printed, colours, room),
    changeTable(printed, colours, room),
    billed(printed, colours, room, setting.families),
    ...paragraphs.map(({ label, value }) => paragraph(label, value, colours, room)),
    signatures(printed, colours, room),
  ]);
}

function changeTable(printed: PrintedChangeOrder, colours: Palette, room: number): ReactNode {
  const { changes, before, added } = printed.words.changeOrder;
  const label = (text: string) => [{ text, size: 8, bold: true, colour: colours.heading }];
  const row = ([line, was, is]: Column["paragraphs"][]): Column[] => [
    { width: room * 0.32, gap: 12, paragraphs: line ?? [] },
    { width: room * 0.34, gap: 12, paragraphs: was ?? [] },
    { width: room * 0.34, paragraphs: is ?? [] },
  ];
  const change = ({ description, notes, before: was, after }: PrintedChange, key: number) =>
    textRow(
      row([
        [{ text: description, bold: true }, ...notes.map((text) => quiet(text, colours))],
        was.map((text) => ({ text, colour: text === added ? colours.quiet : colours.ink })),
        after.map((text) => ({ text, bold: true })),
      ]),
      { key, paddingTop: 6, paddingBottom: 6, rule: { width: 0.5, colour: colours.line } },
    );
  return h(
    View,
    { style: { marginBottom: 22 } },
    textRow(row([label(changes), label(before), label(printed.after)]), {
      key: "heading",
      fixed: true,
      paddingBottom: 5,
      rule: { width: 1.2, colour: colours.band },
    }),
    ...printed.changes.map(change),
  );
}

function quiet(text: string, colours: Palette) {
  return { text, size: 8, colour: colours.quiet };
}

function billed(
  printed: PrintedChangeOrder,
  colours: Palette,
  room: number,
  families: string[],
): ReactNode {
  const { charges, noCharges } = printed.words.changeOrder;
  if (printed.sections.length === 0) return paragraph(charges, noCharges, colours, room);
  return h(
    View,
    { style: { marginBottom: 20 } },
    itemTable(printed, colours, room, families),
    totals(printed, false, colours),
  );
}

// Room for a hand to write in, with what is to be written under each line.
function signatures(
  { signatories, words }: PrintedChangeOrder,
  colours: Palette,
  room: number,
): ReactNode {
  const { signature, name, date } = words.changeOrder;
  const gap = 32;
  const width = (room - gap) / 2;
  const side = (party: string, key: number) =>
    h(
      View,
      { key, style: { width } },
      textRow([{ width, paragraphs: [{ text: party, bold: true, colour: colours.heading }] }], {
        paddingBottom: 4,
      }),
      ...[signature, name, date].map((label) =>
        h(
          View,
          { key: label, style: { paddingTop: 30 } },
          h(View, { style: { borderTopWidth: 0.7, borderTopColor: colours.ink } }),
          textRow([{ width, paragraphs: [quiet(label, colours)] }], { paddingTop: 2 }),
        ),
      ),
    );
  return h(
    View,
    {
      wrap: false,
      style: { flexDirection: "row", justifyContent: "space-between", paddingTop: 14 },
    },
    ...signatories.map(side),
  );
}
