// The page of an invoice: head, parties, table, totals, how to pay.
import { Text, View } from "@react-pdf/renderer";
import type { ReactNode } from "react";
import { h } from "./element.ts";
import type { InvoiceDocument } from "./invoice_document.ts";
import { factStrip, head, notice, parties } from "./invoice_head.ts";
import { itemTable } from "./invoice_table.ts";
import { closing } from "./invoice_totals.ts";
import type { Print } from "./print.ts";
import { sheet, type Setting } from "./sheet.ts";

export function invoicePage(
  document: InvoiceDocument,
  printed: Print,
  setting: Setting,
): ReactNode {
  const { kind, invoice } = document;
  const day = invoice.issued_on ?? "2000-01-01";
  return sheet({ document, printed, day }, setting, (colours, room) => [
    watermark(document, printed),
    head(document, printed, colours, room),
    parties(document, printed, printed.words.recipient[kind], colours, room),
    factStrip(printed, colours, room),
    notice(printed.noPayment, colours, room),
    itemTable(printed, colours, room, setting.families),
    closing(document, printed, colours, room),
  ]);
}

function watermark(document: InvoiceDocument, { words }: Print): ReactNode {
  if (!document.watermark) return null;
  return h(
    View,
    {
      fixed: true,
      style: { position: "absolute", top: 400, left: 0, right: 0, alignItems: "center" },
    },
    h(
      Text,
      {
        style: {
          fontSize: 96,
          fontWeight: 600,
          lineHeight: 1.2,
          letterSpacing: 6,
          color: document.watermark === "paid" ? "#eef7f1" : "#f8eeee",
          transform: "rotate(-28deg)",
          textTransform: "uppercase",
        },
      },
      words.watermark[document.watermark],
    ),
  );
}
