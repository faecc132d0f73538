// Runs in a thread of its own: laying out a page keeps a core busy for tens of milliseconds.
import os from "node:os";
import { renderToBuffer, type DocumentProps } from "@react-pdf/renderer";
import type { ReactElement, ReactNode } from "react";
import { changeOrderPage } from "./change_order_page.ts";
import { fontsFor, registerFonts, undrawable } from "./fonts.ts";
import { invoicePage } from "./invoice_page.ts";
import { expectedPages, type PageMarks } from "./page_marks.ts";
import type { PaperDocument } from "./paper_document.ts";
import { visibleText } from "./paper_text.ts";
import { print, type Print } from "./print.ts";
import { printChangeOrder, type PrintedChangeOrder } from "./print_change_order.ts";
import {
  printSubsidiaryStatement,
  type PrintedSubsidiaryStatement,
} from "./print_subsidiary_statement.ts";
import type { Setting } from "./sheet.ts";
import { subsidiaryStatementPage } from "./subsidiary_statement_page.ts";

// Whoever waits for an answer comes first. On Linux a thread has a priority of its own; elsewhere it
// would be that of the whole process.
if (process.platform === "linux") os.setPriority(os.constants.priority.PRIORITY_LOW);

registerFonts();

export interface Rendered {
  pdf: Uint8Array;
  unprintable: string[];
}

export default async function renderInThread(given: PaperDocument): Promise<Rendered> {
  const { document, printed, families, missing } = await prepare(given);
  let known: number | null = null;
  for (;;) {
    const marks: PageMarks = { known, measured: 0, painted: 0 };
    const page = pageOf(document, printed, { families, marks });
    const pdf = await renderToBuffer(page as ReactElement<DocumentProps>);
    if (marks.painted === expectedPages(marks)) return { pdf, unprintable: missing };
    known = marks.painted;
  }
}

/** Which characters of a document are printed as a replacement sign. */
export async function findUnprintable(given: PaperDocument): Promise<string[]> {
  return (await prepare(given)).missing;
}

interface Prepared {
  document: PaperDocument;
  printed: Printed;
  families: string[];
  missing: string[];
}

async function prepare(given: PaperDocument): Promise<Prepared> {
  const document = withTexts(given, visibleText);
  const printed = printPaper(document);
  const seller = { ...document.seller, logo: null };
  const text = JSON.stringify([{ ...document, seller }, printed]);
  const families = await fontsFor(text, document.locale);
  const missing = undrawable(text, families);
  if (missing.length === 0) return { document, printed, families, missing };
  const points = missing.map((char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
  const pattern = new RegExp(`[${points.join("")}]`, "gu");
  const replaced = (said: string) => said.replace(pattern, "\uFFFD");
  return {
    document: withTexts(document, replaced),
    printed: withTexts(printed, replaced),
    families,
    missing,
  };
}

type Printed = Print | PrintedChangeOrder | PrintedSubsidiaryStatement;

function printPaper(given: PaperDocument): Printed {
  if (given.kind === "change_order") return printChangeOrder(given);
  if (given.kind === "subsidiary_statement") return printSubsidiaryStatement(given);
  return print(given);
}

function pageOf(document: PaperDocument, printed: Printed, setting: Setting): ReactNode {
  if (document.kind === "change_order") {
    return changeOrderPage(document, printed as PrintedChangeOrder, setting);
  }
  if (document.kind === "subsidiary_statement") {
    return subsidiaryStatementPage(document, printed as PrintedSubsidiaryStatement, setting);
  }
  return invoicePage(document, printed as Print, setting);
}

function withTexts<T>(value: T, change: (text: string) => string): T {
  return JSON.parse(JSON.stringify(value), (_, inner: unknown) =>
    typeof inner === "string" ? change(inner) : inner,
  );
}
