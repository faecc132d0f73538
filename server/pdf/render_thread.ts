// Runs in a thread of its own: laying out a page keeps a core busy for tens of milliseconds.
import { renderToBuffer, type DocumentProps } from "@react-pdf/renderer";
import type { ReactElement } from "react";
import { fontsFor, registerFonts, undrawable } from "./fonts.ts";
import type { InvoiceDocument } from "./invoice_document.ts";
import { invoicePage } from "./invoice_page.ts";
import { expectedPages, type PageMarks } from "./page_marks.ts";
import { print } from "./print.ts";

registerFonts();

export default async function renderInThread(given: InvoiceDocument): Promise<Uint8Array> {
  const finished = print(given);
  const seller = { ...given.seller, logo: null };
  const text = JSON.stringify([{ ...given, seller }, finished]);
  const families = await fontsFor(text, given.locale);
  const missing = undrawable(text, families);
  const document = missing ? withoutMissing(given, missing) : given;
  const printed = missing ? withoutMissing(finished, missing) : finished;

  let known: number | null = null;
  for (;;) {
    const marks: PageMarks = { known, measured: 0, painted: 0 };
    const page = invoicePage(document, printed, families, marks);
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
