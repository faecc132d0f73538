// The page of a statement of subsidiaries' invoices: head, parties, a table for each currency.
import { Document, Page, View } from "@react-pdf/renderer";
import type { ReactNode } from "react";
import { palette, type Palette } from "./colours.ts";
import { h } from "./element.ts";
import { factStrip, head, parties } from "./invoice_head.ts";
import { band, foot, MARGIN, notice, PAPER, paper } from "./invoice_page.ts";
import { readLogo } from "./logo.ts";
import { pageMarks, type PageMarks } from "./page_marks.ts";
import { paperText } from "./paper_text.ts";
import type { PrintedCurrency, PrintedSubsidiaryStatement } from "./print_subsidiary_statement.ts";
import type { SubsidiaryStatementDocument } from "./subsidiary_statement_document.ts";
import { textRow, type Column, type Paragraph } from "./text_row.ts";

export function subsidiaryStatementPage(
  document: SubsidiaryStatementDocument,
  printed: PrintedSubsidiaryStatement,
  families: string[],
  marks: PageMarks,
): ReactNode {
  const { words, title } = printed;
  const { seller, customer } = document;
  const colours = palette(seller.colours);
  const { width, height } = PAPER[paper(document)];
  const room = width - 2 * MARGIN;
  const until = new Date(`${document.to}T00:00:00Z`);
  const who = { seller, bill_to: customer, ship_to: null };

  return h(
    Document,
    {
      title: `${title} ${document.from} ${document.to}`,
      author: paperText(seller.name, 200),
      creator: "Tenor",
      producer: "Tenor",
      language: printed.locale,
      // Its last day, not that of printing: the same document gives the same bytes.
      creationDate: until,
      modificationDate: until,
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
      head(document, printed, colours, readLogo(seller.logo), room),
      parties(who, printed, words.recipient.statement, colours, room),
      factStrip(printed, colours, room),
      notice(printed.notice, colours, room),
      ...printed.currencies.map((each) => invoiceTable(each, printed, colours, room)),
      foot(document, colours),
      pageMarks(marks, {
        page: words.page,
        paper: `${paperText(seller.name, 60)}  ·  ${title}`,
        families,
        colour: colours.quiet,
        box: { top: 26, left: MARGIN, width: room, height: height - 71 },
      }),
    ),
  );
}

function invoiceTable(
  { currency, invoices, ...sums }: PrintedCurrency,
  { words }: PrintedSubsidiaryStatement,
  colours: Palette,
  room: number,
): ReactNode {
  const row = (invoice: Paragraph[], ...others: Paragraph[]): Column[] => [
    { width: room * 0.31, gap: 10, paragraphs: invoice },
    ...others.map((text, at): Column => ({
      width: room * (at === 0 ? 0.13 : 0.14),
      align: "right",
      paragraphs: [text],
    })),
  ];
  const label = (text: string) => ({ text, size: 8, bold: true, colour: colours.heading });
  return h(
    View,
    { key: currency, style: { marginBottom: 22 } },
    textRow(
      row(
        [label(words.title.invoice)],
        label(words.due),
        label(words.subsidiaries.net),
        label(words.tax),
        label(words.total),
        label(words.amountDue),
      ),
      { key: "heading", fixed: true, paddingBottom: 5, rule: { width: 1.2, colour: colours.band } },
    ),
    ...invoices.map(({ number, notes, due, net, tax, total, balance }, key) =>
      textRow(
        row(
          [
            { text: number, bold: true },
            ...notes.map((text) => ({ text, size: 8, colour: colours.quiet })),
          ],
          { text: due },
          { text: net },
          { text: tax },
          { text: total },
          { text: balance, bold: true },
        ),
        {
          key,
          // The sums never stand alone at the top of a page.
          minPresenceAhead: key === invoices.length - 1 ? 26 : 0,
          paddingTop: 6,
          paddingBottom: 6,
          rule: { width: 0.5, colour: colours.line },
        },
      ),
    ),
    textRow(
      row(
        [{ text: `${words.total} ${currency}`, bold: true }],
        { text: "" },
        ...[sums.net, sums.tax, sums.total, sums.balance].map((text) => ({ text, bold: true })),
      ),
      {
        key: "sums",
        paddingTop: 6,
        paddingBottom: 6,
        style: { backgroundColor: colours.tint },
      },
    ),
  );
}
