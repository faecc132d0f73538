// Who bills whom, for what time, until when.
import { Image, Text, View } from "@react-pdf/renderer";
import type { ReactNode } from "react";
import type { Palette } from "./colours.ts";
import { h } from "./element.ts";
import type { InvoiceDocument } from "./invoice_document.ts";
import type { Logo } from "./logo.ts";
import { paperText } from "./paper_text.ts";
import type { Print, Row } from "./print.ts";

export function head(
  { seller }: InvoiceDocument,
  printed: Print,
  colours: Palette,
  logo: Logo | null,
): ReactNode {
  const name = paperText(seller.name, 160);
  const size = name.length > 60 ? 11 : name.length > 28 ? 14 : 18;
  const nameStyle = { fontSize: size, fontWeight: 600, lineHeight: 1.25, color: colours.heading };
  const mark = logo
    ? h(Image, { src: { data: logo.data, format: logo.format }, style: logoSize(logo) })
    : h(Text, { style: nameStyle }, name);
  return h(
    View,
    { style: { flexDirection: "row", justifyContent: "space-between", marginBottom: 26 } },
    h(View, { style: { width: "56%", alignItems: "flex-start" } }, mark),
    h(
      View,
      { style: { width: "42%", alignItems: "flex-end" } },
      h(
        Text,
        { style: { fontSize: 24, lineHeight: 1.2, fontWeight: 600, color: colours.ink } },
        printed.title,
      ),
      h(
        Text,
        { style: { fontSize: 11, color: colours.quiet, marginTop: 2, textAlign: "right" } },
        printed.number,
      ),
    ),
  );
}

function logoSize({ width, height }: Logo): { width: number; height: number } {
  const scale = Math.min(170 / width, 52 / height);
  return { width: width * scale, height: height * scale };
}

export function parties(document: InvoiceDocument, printed: Print, colours: Palette): ReactNode {
  const { words } = printed;
  const { seller, bill_to: billTo, ship_to: shipTo } = document;
  const contact = [seller.email, seller.phone, seller.website];
  return h(
    View,
    { style: { flexDirection: "row", gap: 20, marginBottom: 20 } },
    party(words.from, { ...seller, attention: null, contact }, words.taxId, colours),
    party(words.billTo, { ...billTo, contact: [billTo.email] }, words.taxId, colours),
    shipTo ? party(words.shipTo, { ...shipTo, contact: [] }, words.taxId, colours) : null,
  );
}

interface PrintedParty {
  name: string;
  attention: string | null;
  address: string[];
  tax_id: string | null;
  contact: (string | null)[];
}

function party(label: string, who: PrintedParty, taxId: string, colours: Palette): ReactNode {
  const lines = [
    who.attention,
    ...who.address,
    ...who.contact,
    who.tax_id ? `${taxId} ${who.tax_id}` : null,
  ].filter((line): line is string => Boolean(line?.trim()));
  return h(
    View,
    { style: { flexGrow: 1, flexShrink: 1, flexBasis: 0 } },
    smallLabel(label, colours),
    h(Text, { style: { fontWeight: 600, marginBottom: 1 } }, paperText(who.name, 160)),
    ...lines.map((line, index) =>
      h(Text, { key: index, style: { color: "#3c4856" } }, paperText(line, 200)),
    ),
  );
}

function smallLabel(label: string, colours: Palette): ReactNode {
  return h(
    Text,
    { style: { fontSize: 7.5, fontWeight: 600, color: colours.quiet, marginBottom: 1 } },
    label,
  );
}

// Three columns; the last is wider, since periods are the longest.
const FACT_WIDTHS = ["28%", "27%", "45%"];

export function factStrip(printed: Print, colours: Palette): ReactNode {
  const fact = ({ label, value }: Row, index: number) =>
    h(
      View,
      {
        key: label,
        style: { width: FACT_WIDTHS[index % 3], paddingRight: 8, paddingVertical: 4 },
      },
      smallLabel(label, colours),
      h(Text, { style: { fontWeight: 600 } }, value),
    );
  return h(
    View,
    { style: { flexDirection: "row", marginBottom: 20, borderRadius: 4, overflow: "hidden" } },
    h(
      View,
      {
        style: {
          flexGrow: 1,
          flexShrink: 1,
          flexBasis: 0,
          flexDirection: "row",
          flexWrap: "wrap",
          alignContent: "center",
          backgroundColor: colours.tint,
          paddingVertical: 9,
          paddingLeft: 14,
        },
      },
      ...printed.facts.map(fact),
    ),
    printed.due ? dueBox(printed.due, colours) : null,
  );
}

function dueBox(due: Row, colours: Palette): ReactNode {
  return h(
    View,
    {
      style: {
        backgroundColor: colours.band,
        justifyContent: "center",
        paddingVertical: 12,
        paddingHorizontal: 16,
        minWidth: 150,
        maxWidth: 220,
      },
    },
    h(Text, { style: { fontSize: 8, color: colours.onBand, opacity: 0.85 } }, due.label),
    h(
      Text,
      {
        style: {
          fontSize: due.value.length > 16 ? 13 : 18,
          lineHeight: 1.3,
          fontWeight: 600,
          color: colours.onBand,
        },
      },
      due.value,
    ),
  );
}
