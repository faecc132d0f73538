// What differs from page to page: its number, and from the second page on which paper it belongs
// to. Painted while the file is written, since asking the layout for page numbers lays every page
// out twice. How many pages there are is known only afterwards: the caller compares and repeats.
import { Canvas, Font } from "@react-pdf/renderer";
import type { ReactNode } from "react";
import { h } from "./element.ts";

const SIZE = 7.5;

export interface PageMarks {
  // Set by the caller: printed as "of".
  expected: number;
  // Counted while painting.
  painted: number;
}

interface Painter {
  font(font: unknown): Painter;
  fontSize(size: number): Painter;
  fillColor(colour: string): Painter;
  text(text: string, x: number, y: number, options: object): Painter;
}

export function pageMarks(
  marks: PageMarks,
  what: {
    page: string;
    paper: string;
    families: string[];
    colour: string;
    box: { top: number; left: number; width: number; height: number };
  },
): ReactNode {
  const paint = (painter: Painter, width: number, height: number) => {
    marks.painted += 1;
    const page = what.page
      .replace("{page}", String(marks.painted))
      .replace("{pages}", String(Math.max(marks.expected, marks.painted)));
    painter.fontSize(SIZE).fillColor(what.colour);
    write(painter, page, what.families, width, height - 12, "right");
    if (marks.painted > 1) write(painter, what.paper, what.families, width, 0, "left");
    return null;
  };
  return h(Canvas, {
    key: "marks",
    fixed: true,
    style: { position: "absolute", ...what.box },
    paint: paint as unknown as () => null,
  });
}

// The painter knows no stack of typefaces: the first that has every character is taken.
function write(
  painter: Painter,
  text: string,
  families: string[],
  width: number,
  y: number,
  align: "left" | "right",
): void {
  const fonts = families.map((fontFamily) => Font.getFont({ fontFamily, fontWeight: 400 })?.data);
  const points = Array.from(text, (char) => char.codePointAt(0) ?? 0);
  const font = fonts.find((each) => points.every((point) => each?.hasGlyphForCodePoint(point)));
  if (!font) return;
  painter.font(font).text(text, 0, y, { width, lineWidth: width, align, lineBreak: false });
}
