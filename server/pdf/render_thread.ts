// Runs in a thread of its own: laying out a page keeps a core busy for tens of milliseconds.
import { renderToBuffer, type DocumentProps } from "@react-pdf/renderer";
import type { ReactElement, ReactNode } from "react";
import { changeOrderPage } from "./change_order_page.ts";
import { fontsFor, registerFonts, undrawable } from "./fonts.ts";
import { invoicePage } from "./invoice_page.ts";
import { expectedPages, type PageMarks } from "./page_marks.ts";
import type { PaperDocument } from "./paper_document.ts";
import { print, type Print } from "./print.ts";
import { printChangeOrder, type PrintedChangeOrder } from "./print_change_order.ts";
import {
  printSubsidiaryStatement,
  type PrintedSubsidiaryStatement,
} from "./print_subsidiary_statement.ts";
import { subsidiaryStatementPage } from "./subsidiary_statement_page.ts";

registerFonts();

export default async function renderInThread(given: PaperDocument): Promise<Uint8Array> {
  const finished = printPaper(given);
  const seller = { ...given.seller, logo: null };
  const text = JSON.stringify([{ ...given, seller }, finished]);
  const families = await fontsFor(text, given.locale);
  const missing = undrawable(text, families);
  const document = missing ? withoutMissing(given, missing) : given;
  const printed = missing ? withoutMissing(finished, missing) : finished;

  let known: number | null = null;
  for (;;) {
    const marks: PageMarks = { known, measured: 0, painted: 0 };
    const page = pageOf(document, printed, families, marks);
    const pdf = await renderToBuffer(page as ReactElement<DocumentProps>);
    if (marks.painted === expectedPages(marks)) return pdf;
    known = marks.painted;
  }
}

type Printed = Print | PrintedChangeOrder | PrintedSubsidiaryStatement;

function printPaper(given: PaperDocument): Printed {
  if (given.kind === "change_order") return printChangeOrder(given);
  if (given.kind === "subsidiary_statement") return printSubsidiaryStatement(given);
  return print(given);
}

function pageOf(
  document: PaperDocument,
  printed: Printed,
  families: string[],
  marks: PageMarks,
): ReactNode {
  if (document.kind === "change_order") {
    return changeOrderPage(document, printed as PrintedChangeOrder, families, marks);
  }
  if (document.kind === "subsidiary_statement") {
    const statement = printed as PrintedSubsidiaryStatement;
    return subsidiaryStatementPage(document, statement, families, marks);
  }
  return invoicePage(document, printed as Print, families, marks);
}

function withoutMissing<T>(value: T, missing: RegExp): T {
  return JSON.parse(JSON.stringify(value), (_, inner: unknown) =>
    typeof inner === "string" ? inner.replace(missing, "\uFFFD") : inner,
  );
}
