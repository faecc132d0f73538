// Columns of text side by side: what most of an invoice is made of. Plain text is painted as it
// stands, one element for the whole row, since every element and every text is dear to lay out;
// any other text goes through the layout engine, with the same measures.
import { Canvas, Text, View } from "@react-pdf/renderer";
import type { ReactNode } from "react";
import { INK } from "./colours.ts";
import { h, type Style } from "./element.ts";
import { plainFace, setText, type Face } from "./set_text.ts";

// All heights are eighths of a point, so that sums of thousands are exact in the layout's single
// precision: it takes rows that overlap, be it by a thousandth, for one block that cannot be broken,
// and prints it over the end of the paper.
export const LEADING = eighths(12.6);
const SIZE = 9;

export interface Paragraph {
  text: string;
  size?: number;
  leading?: number;
  bold?: boolean;
  colour?: string;
  // Room below it.
  after?: number;
}

export interface Column {
  width: number;
  // Room at the right that the text leaves free.
  gap?: number;
  align?: "right";
  paragraphs: Paragraph[];
}

interface RowProps {
  key?: string | number;
  fixed?: boolean;
  minPresenceAhead?: number;
  paddingTop?: number;
  paddingBottom?: number;
  // The line under it.
  rule?: { width: number; colour: string };
  style?: Style;
}

export interface Painter {
  font(face: Face, name: string): Painter;
  fontSize(size: number): Painter;
  fillColor(colour: string): Painter;
  rect(x: number, y: number, width: number, height: number): Painter;
  text(text: string, x: number, y: number, options: { lineBreak: false }): Painter;
}

interface Mark {
  text: string;
  x: number;
  y: number;
  face: Face;
  size: number;
  colour: string;
}

function eighths(points: number): number {
  return Math.ceil(points * 8) / 8;
}

export function textRow(columns: Column[], props: RowProps): ReactNode {
  const { style, rule, ...others } = props;
  const paddingTop = eighths(props.paddingTop ?? 0);
  const paddingBottom = eighths(props.paddingBottom ?? 0);
  const ruled = eighths(rule?.width ?? 0);
  const edges = {
    ...style,
    paddingTop,
    paddingBottom,
    ...(rule && { borderBottomWidth: ruled, borderBottomColor: rule.colour }),
  };
  const set = columns.some(isLong) ? null : setColumns(columns);
  if (!set) {
    return h(
      View,
      { ...others, wrap: columns.some(isLong), style: { ...edges, flexDirection: "row" } },
      ...columns.map(laidOut),
    );
  }
  const height = set.height + paddingTop + paddingBottom + ruled;
  return h(Canvas, {
    ...others,
    style: { ...edges, height },
    paint: ((painter: Painter) => set.marks.forEach((mark) => paint(painter, mark))) as () => null,
  });
}

// A text as long as a page has to break somewhere; a painted one cannot.
function isLong({ paragraphs }: Column): boolean {
  const lines = paragraphs.flatMap(({ text }) => text.split("\n"));
  return lines.reduce((sum, line) => sum + Math.max(line.length, 20), 0) > 500;
}

export function paint(painter: Painter, { text, x, y, face, size, colour }: Mark): void {
  // Named, the face is found again; unnamed, it would be opened anew for each text.
  painter.font(face, face.postscriptName).fontSize(size).fillColor(colour);
  painter.text(text, x, y, { lineBreak: false });
}

function setColumns(columns: Column[]): { marks: Mark[]; height: number } | null {
  const marks: Mark[] = [];
  let [left, height] = [0, 0];
  for (const { width, gap = 0, align, paragraphs } of columns) {
    let y = 0;
    for (const paragraph of paragraphs) {
      const { size = SIZE, leading = LEADING, colour = INK } = paragraph;
      const face = plainFace(paragraph.bold ?? false);
      const lines = setText(paragraph.text, face, size, width - gap);
      if (!lines) return null;
      for (const line of lines) {
        const x = align === "right" ? left + width - gap - line.width : left;
        if (line.text) marks.push({ text: line.text, x, y, face, size, colour });
        y += eighths(leading);
      }
      y += eighths(paragraph.after ?? 0);
    }
    left += width;
    height = Math.max(height, y);
  }
  return { marks, height };
}

function laidOut({ width, gap = 0, align, paragraphs }: Column, at: number): ReactNode {
  const text = (paragraph: Paragraph, index: number) => {
    const { size = SIZE, leading = LEADING, bold, colour = INK, after } = paragraph;
    return h(
      Text,
      {
        key: index,
        style: {
          fontSize: size,
          lineHeight: `${eighths(leading)}pt`,
          fontWeight: bold ? 600 : 400,
          color: colour,
          ...(align && { textAlign: align }),
          ...(after && { marginBottom: eighths(after) }),
        },
      },
      paragraph.text,
    );
  };
  const style = { width, flexShrink: 0, paddingRight: gap };
  return h(View, { key: at, style }, ...paragraphs.map(text));
}
