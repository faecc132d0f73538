// What differs from page to page: its number, and from the second page on which paper it belongs
// to. Painted while the file is written, since asking the layout for page numbers lays every page
// out again. How many pages there are is told by how often the layout measures the marks; should
// that once be wrong, the caller sees it and repeats.
import { Canvas, Font } from "@react-pdf/renderer";
import type { ReactNode } from "react";
import { h } from "./element.ts";
import type { Face } from "./set_text.ts";
import { paint, type Painter } from "./text_row.ts";

const SIZE = 7.5;

export interface PageMarks {
  // How many pages there are, once the caller knows: printed as "of".
  known: number | null;
  measured: number;
  painted: number;
}

interface Looks {
  page: string;
  paper: string;
  families: string[];
  colour: string;
  box: { top: number; left: number; width: number; height: number };
}

export function pageMarks(marks: PageMarks, looks: Looks): ReactNode {
  const { width, height, ...place } = looks.box;
  const draw = (painter: Painter, isPage?: number) => {
    if (isPage === undefined) {
      marks.measured += 1;
      painter.rect(0, 0, width, height);
      return null;
    }
    marks.painted += 1;
    const page = looks.page
      .replace("{page}", String(marks.painted))
      .replace("{pages}", String(Math.max(expectedPages(marks), marks.painted)));
    const line = { families: looks.families, colour: looks.colour, width, size: SIZE };
    paintLine(painter, page, line, "right", height - 12);
    if (marks.painted > 1) paintLine(painter, looks.paper, line, 0, 0);
    return null;
  };
  return h(Canvas, {
    key: "marks",
    fixed: true,
    style: { position: "absolute", width, ...place },
    paint: draw as unknown as () => null,
  });
}

// The layout measures the whole once, then each page.
export function expectedPages({ known, measured }: PageMarks): number {
  return known ?? measured - 1;
}

// The painter knows no stack of typefaces: the first that has every character is taken.
function faceFor(text: string, families: string[]): Face | undefined {
  const faces = families.map((fontFamily) => Font.getFont({ fontFamily, fontWeight: 400 })?.data);
  const points = Array.from(text, (char) => char.codePointAt(0) ?? 0);
  const font = faces.find((each) => points.every((point) => each?.hasGlyphForCodePoint(point)));
  return font as unknown as Face | undefined;
}

/** One line in any typeface; what none of them can draw is left out. */
export function paintLine(
  painter: Painter,
  text: string,
  {
    families,
    colour,
    width,
    size,
  }: { families: string[]; colour: string; width: number; size: number },
  x: number | "right",
  y: number,
): void {
  const face = faceFor(text, families);
  if (!face) return;
  const room = (face.layout(text).advanceWidth / face.unitsPerEm) * size;
  paint(painter, { text, x: x === "right" ? width - room : x, y, face, size, colour });
}
