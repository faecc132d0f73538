// What it comes to, how to pay it, and what else there is to say.
import { Text, View } from "@react-pdf/renderer";
import type { ReactNode } from "react";
import type { Palette } from "./colours.ts";
import { h } from "./element.ts";
import type { InvoiceDocument } from "./invoice_document.ts";
import { paperText } from "./paper_text.ts";
import type { Print, Row } from "./print.ts";

export function closing(document: InvoiceDocument, printed: Print, colours: Palette): ReactNode {
  return h(
    View,
    null,
    totals(printed, colours),
    h(
      View,
      { style: { marginTop: 20 } },
      document.kind === "statement"
        ? h(Text, { style: { color: colours.quiet } }, printed.words.noPayment)
        : null,
      document.kind === "invoice"
        ? paragraph(printed.words.payment, document.seller.payment_instructions, colours)
        : null,
      paragraph(printed.words.notes, document.invoice.notes, colours),
    ),
  );
}

function totals(printed: Print, colours: Palette): ReactNode {
  return h(
    View,
    { wrap: false, style: { alignSelf: "flex-end", width: 270 } },
    ...printed.totals.map((row, index) => line(row, index, colours)),
    h(
      View,
      {
        style: {
          marginTop: 4,
          paddingTop: 5,
          borderTopWidth: 1.2,
          borderTopColor: colours.band,
        },
      },
      line(printed.total, "total", colours, { fontWeight: 600, fontSize: 11 }),
    ),
    ...printed.settled.map((row, index) => line(row, `settled.${index}`, colours)),
    printed.due && printed.settled.length > 0
      ? line(printed.due, "due", colours, { fontWeight: 600, fontSize: 11 })
      : null,
  );
}

function line(row: Row, key: string | number, colours: Palette, style = {}): ReactNode {
  return h(
    View,
    { key, style: { paddingVertical: 2.5 } },
    h(
      View,
      { style: { flexDirection: "row", justifyContent: "space-between", ...style } },
      h(Text, { style: { flexShrink: 1, paddingRight: 12 } }, row.label),
      h(Text, { style: { textAlign: "right" } }, row.value),
    ),
    row.note
      ? h(Text, { style: { fontSize: 7.5, color: colours.quiet, paddingRight: 60 } }, row.note)
      : null,
  );
}

function paragraph(label: string, text: string | null, colours: Palette): ReactNode {
  if (!text?.trim()) return null;
  return h(
    View,
    { style: { marginBottom: 12 } },
    h(
      Text,
      {
        minPresenceAhead: 24,
        style: { fontWeight: 600, color: colours.heading, marginBottom: 2 },
      },
      label,
    ),
    h(Text, { style: { color: "#3c4856" } }, paperText(text, 4_000)),
  );
}
