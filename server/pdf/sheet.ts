// What every paper is printed on: the file's own words, the size of its pages, their margins and
// typefaces, the band on top, the foot, and what is written on each page.
import { Document, Page, Text, View } from "@react-pdf/renderer";
import type { ReactNode } from "react";
import { fill } from "../locale/fill.ts";
import type { Words } from "../locale/words.ts";
import { palette, type Palette } from "./colours.ts";
import { h } from "./element.ts";
import { pageMarks, type PageMarks } from "./page_marks.ts";
import type { PaperDocument } from "./paper_document.ts";
import { paperText } from "./paper_text.ts";
import type { Print } from "./print.ts";

const MARGIN = 44;
const PAPER = { A4: { width: 595.28, height: 841.89 }, LETTER: { width: 612, height: 792 } };
const LETTER_REGIONS = /^(US|CA|MX|CL|CO|CR|GT|PA|PH|PR|SV|VE|DO|NI)$/;

/** What a page is laid out with: typefaces, and what is counted on the way. */
export interface Setting {
  families: string[];
  marks: PageMarks;
}

interface Sheet {
  document: Pick<PaperDocument, "seller" | "locale" | "paper">;
  printed: Pick<Print, "locale" | "words" | "title" | "number">;
  // The file's name for people, where title and number do not tell it from others.
  name?: string;
  // The document's own, not that of printing: the same document gives the same bytes.
  day: string;
}

export function sheet(
  { document, printed, name, day }: Sheet,
  { families, marks }: Setting,
  lay: (colours: Palette, room: number) => ReactNode[],
): ReactNode {
  const { seller } = document;
  const colours = palette(seller.colours);
  const size = paper(document);
  const { width, height } = PAPER[size];
  const room = width - 2 * MARGIN;
  const title = `${printed.title} ${printed.number}`.trim();
  const date = new Date(`${day}T00:00:00Z`);
  return h(
    Document,
    {
      title: name ?? title,
      author: paperText(seller.name, 200),
      creator: "Tenor",
      producer: "Tenor",
      language: printed.locale,
      creationDate: date,
      modificationDate: date,
    },
    h(
      Page,
      {
        size,
        // Lays out once; else all that is left is laid out again after each page. What stands on
        // every page has to come first.
        experimentalPagination: true,
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
      foot(footText(seller, printed.words), colours),
      pageMarks(marks, {
        page: printed.words.page,
        paper: `${paperText(seller.name, 60)}  ·  ${title}`,
        families,
        colour: colours.quiet,
        box: { top: 26, left: MARGIN, width: room, height: height - 71 },
      }),
      ...lay(colours, room),
    ),
  );
}

function paper({ paper: chosen, locale }: Sheet["document"]): "A4" | "LETTER" {
  if (chosen) return chosen;
  const region = locale.split(/[-_]/).find((part) => /^[A-Z]{2}$/.test(part));
  return region && LETTER_REGIONS.test(region) ? "LETTER" : "A4";
}

function band(colours: Palette): ReactNode {
  const style = { position: "absolute", top: 0, left: 0, right: 0, height: 7 } as const;
  return h(View, { fixed: true, style: { ...style, backgroundColor: colours.band } });
}

// What the law asks of companies goes before what people wrote.
function footText(seller: Sheet["document"]["seller"], words: Words): string {
  const { name, legal_form: form, share_capital: capital, directors } = seller;
  const law = [
    form && !name.includes(form) ? `${name} ${form}` : form && name,
    capital && fill(words.shareCapital, { value: capital }),
    [seller.register, seller.register_number].filter(Boolean).join(" "),
    directors.length > 0 && fill(words.directors, { names: directors.join(", ") }),
  ];
  const said = law.filter(Boolean).join("  ·  ");
  return [said, seller.footer ?? (said ? null : name)].filter(Boolean).join("\n");
}

function foot(text: string, colours: Palette): ReactNode {
  return h(
    View,
    {
      fixed: true,
      style: {
        position: "absolute",
        bottom: 16,
        height: 46,
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
    h(Text, { style: { maxLines: 3 } }, paperText(text, 600)),
  );
}
