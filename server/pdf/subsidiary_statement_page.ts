// The page of a statement of subsidiaries' invoices: head, parties, a table for each currency.
import { View } from "@react-pdf/renderer";
import type { ReactNode } from "react";
import type { Palette } from "./colours.ts";
import { h } from "./element.ts";
import { factStrip, head, notice, parties } from "./invoice_head.ts";
import type { PrintedCurrency, PrintedSubsidiaryStatement } from "./print_subsidiary_statement.ts";
import { sheet, type Setting } from "./sheet.ts";
import type { SubsidiaryStatementDocument } from "./subsidiary_statement_document.ts";
import { textRow, type Column, type Paragraph } from "./text_row.ts";

export function subsidiaryStatementPage(
  document: SubsidiaryStatementDocument,
  printed: PrintedSubsidiaryStatement,
  setting: Setting,
): ReactNode {
  const { seller, customer, from, to } = document;
  const name = `${printed.title} ${from} ${to}`;
  const who = { seller, bill_to: customer, ship_to: null };
  return sheet({ document, printed, name, day: to }, setting, (colours, room) => [
    head(document, printed, colours, room),
    parties(who, printed, printed.words.recipient.statement, colours, room),
    factStrip(printed, colours, room),
    notice(printed.notice, colours, room),
    ...printed.currencies.map((each) => invoiceTable(each, printed, colours, room)),
  ]);
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
