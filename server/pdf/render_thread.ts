// Runs in a thread of its own: laying out a page keeps a core busy for tens of milliseconds.
import { renderToBuffer, type DocumentProps } from "@react-pdf/renderer";
import type { ReactElement } from "react";
import { changeOrderPage } from "./change_order_page.ts";
import { fontsFor, registerFonts, undrawable } from "./fonts.ts";
import { invoicePage } from "./invoice_page.ts";
import { expectedPages, type PageMarks } from "./page_marks.ts";
import type { PaperDocument } from "./paper_document.ts";
import { print, type Print } from "./print.ts";
import { printChangeOrder, type PrintedChangeOrder } from "./print_change_order.ts";

registerFonts();

export default async function renderInThread(given: PaperDocument): Promise<Uint8Array> {
  const finished = given.kind === "change_order" ? printChangeOrder(given) : print(given);
  const seller = { ...given.seller, logo: null };
  const text = JSON.stringify([{ ...given, seller }, finished]);
  const families = await fontsFor(text, given.locale);
  const missing = undrawable(text, families);
  const document = missing ? withoutMissing(given, missing) : given;
  const printed = missing ? withoutMissing(finished, missing) : finished;

  let known: number | null = null;
  for (;;) {
    const marks: PageMarks = { known, measured: 0, painted: 0 };
    const page =
      document.kind === "change_order"
        ? changeOrderPage(document, printed as PrintedChangeOrder, families, marks)
        : invoicePage(document, printed as Print, families, marks);
    const pdf = await renderToBuffer(page as ReactElement<DocumentProps>);
    if (marks.painted === expectedPages(marks)) return pdf;
    known = marks.painted;
  }
}

function withoutMissing<T>(value: T, missing: RegExp): T {
  return JSON.parse(JSON.stringify(value), (_, inner: unknown) =>
    typeof inner === "string" ? inner.replace(missing, "\uFFFD") : inner,
  );
}
