// The page of an invoice: head, parties, table, totals, how to pay, foot.
import { Document, Page, Text, View } from "@react-pdf/renderer";
import type { ReactNode } from "react";
import { palette, type Palette } from "./colours.ts";
import { h } from "./element.ts";
import type { InvoiceDocument } from "./invoice_document.ts";
import { factStrip, head, parties } from "./invoice_head.ts";
import { itemTable } from "./invoice_table.ts";
import { closing } from "./invoice_totals.ts";
import { readLogo } from "./logo.ts";
import { paperText } from "./paper_text.ts";
import { pageMarks, type PageMarks } from "./page_marks.ts";
import type { Print } from "./print.ts";
import { textRow } from "./text_row.ts";

export const MARGIN = 44;
export const PAPER = { A4: { width: 595.28, height: 841.89 }, LETTER: { width: 612, height: 792 } };
type Sheet = Pick<InvoiceDocument, "seller" | "locale" | "paper">;

const LETTER_REGIONS = /^(US|CA|MX|CL|CO|CR|GT|PA|PH|PR|SV|VE|DO|NI)$/;

export function invoicePage(
  document: InvoiceDocument,
  printed: Print,
  families: string[],
  marks: PageMarks,
): ReactNode {
  const colours = palette(document.seller.colours);
  const { width, height } = PAPER[paper(document)];
  const room = width - 2 * MARGIN;
  const logo = readLogo(document.seller.logo);
  const issued = new Date(`${document.invoice.issued_on ?? "2000-01-01"}T00:00:00Z`);

  return h(
    Document,
    {
      title: `${printed.title} ${printed.number}`.trim(),
      author: paperText(document.seller.name, 200),
      creator: "Tenor",
      producer: "Tenor",
      language: printed.locale,
      // The day of issue, not of printing: the same document gives the same bytes.
      creationDate: issued,
      modificationDate: issued,
    },
    h(
      Page,
      {
        size: paper(document),
        style: {
          fontFamily: families,
          fontSize: 9,
          lineHeight: 1.4,
          color: colours.ink,
          paddingTop: 50,
          paddingBottom: 74,
          paddingHorizontal: MARGIN,
        },
      },
      band(colours),
      watermark(document, printed),
      head(document, printed, colours, logo, room),
      parties(document, printed, printed.words.recipient[document.kind], colours, room),
      factStrip(printed, colours, room),
      notice(printed.noPayment, colours, room),
      itemTable(printed, colours, room, families),
      closing(document, printed, colours, room),
      foot(document, colours),
      pageMarks(marks, {
        page: printed.words.page,
        paper: `${paperText(document.seller.name, 60)}  ·  ${printed.title} ${printed.number}`,
        families,
        colour: colours.quiet,
        box: { top: 26, left: MARGIN, width: room, height: height - 71 },
      }),
    ),
  );
}

export function paper({ paper: chosen, locale }: Sheet): "A4" | "LETTER" {
  if (chosen) return chosen;
  const region = locale.split(/[-_]/).find((part) => /^[A-Z]{2}$/.test(part));
  return region && LETTER_REGIONS.test(region) ? "LETTER" : "A4";
}

export function notice(text: string | null, colours: Palette, room: number): ReactNode {
  if (!text) return null;
  const paragraphs = [{ text, bold: true, colour: colours.heading }];
  return textRow([{ width: room, paragraphs }], { paddingBottom: 16 });
}

export function band(colours: Palette): ReactNode {
  const style = { position: "absolute", top: 0, left: 0, right: 0, height: 7 } as const;
  return h(View, { fixed: true, style: { ...style, backgroundColor: colours.band } });
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

export function foot({ seller }: Sheet, colours: Palette): ReactNode {
  return h(
    View,
    {
      fixed: true,
      style: {
        position: "absolute",
        bottom: 26,
        height: 36,
        left: MARGIN,
        right: MARGIN,
        borderTopWidth: 0.5,
        borderTopColor: colours.line,
        paddingTop: 7,
        paddingRight: 110,
        overflow: "hidden",
        fontSize: 7.5,
        color: colours.quiet,
      },
    },
    h(Text, { style: { maxLines: 2 } }, paperText(seller.footer ?? seller.name, 400)),
  );
}
