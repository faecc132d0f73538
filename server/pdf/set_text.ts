// Sets plain lines of text without the layout engine, which takes a millisecond for what a printed
// row needs. Plain is what reads from left to right in the typeface that is always there; a text
// that needs other typefaces, another direction or hyphens is left to the engine.
import { Font } from "@react-pdf/renderer";

export interface SetLine {
  text: string;
  width: number;
}

// What the painter is given: fontkit's face.
export interface Face {
  postscriptName: string;
  unitsPerEm: number;
  layout(text: string): { glyphs: { id: number }[]; advanceWidth: number };
}

const PLAIN_FAMILY = "Noto Sans";

// Latin, Greek and Cyrillic, with the punctuation and the signs of money.
const PLAIN =
  /^[\n\u0020-\u007e\u00a0-\u052f\u1e00-\u1fff\u2010-\u2027\u202f-\u205e\u20a0-\u20bf]*$/;
const MOST_WORDS = 20_000;
const widths = new WeakMap<Face, Map<string, number>>();

export function plainFace(bold: boolean): Face {
  const source = Font.getFont({ fontFamily: PLAIN_FAMILY, fontWeight: bold ? 600 : 400 });
  return source?.data as unknown as Face;
}

/** The lines of a text in a column, or null when only the layout engine can set them. */
export function setText(text: string, face: Face, size: number, room: number): SetLine[] | null {
  if (!PLAIN.test(text)) return null;
  const space = ems(" ", face) * size;
  const lines: SetLine[] = [];
  for (const paragraph of text.split("\n")) {
    let line: SetLine | null = null;
    for (const word of paragraph.split(" ")) {
      const width = ems(word, face) * size;
      if (width > room) return null;
      if (line && line.width + space + width <= room) {
        line.text += ` ${word}`;
        line.width += space + width;
      } else {
        line = { text: word, width };
        lines.push(line);
      }
    }
  }
  return lines;
}

/** How wide a short text is; about as wide when it is not plain. */
export function widthOf(text: string, face: Face, size: number): number {
  const [line] = setText(text, face, size, Number.MAX_VALUE) ?? [];
  return line?.width ?? wide(text) * size * 0.62;
}

/** How many Latin characters wide: those of East Asia take twice the room. */
export function wide(text: string): number {
  return Array.from(text).reduce((sum, char) => sum + (char > "\u2e7f" ? 2 : 1), 0);
}

// In ems; endless when the face lacks a glyph of it.
function ems(word: string, face: Face): number {
  let known = widths.get(face);
  if (!known) widths.set(face, (known = new Map()));
  let width = known.get(word);
  if (width === undefined) {
    if (known.size >= MOST_WORDS) known.clear();
    const run = face.layout(word);
    const isWhole = run.glyphs.every((glyph) => glyph.id !== 0);
    width = isWhole ? run.advanceWidth / face.unitsPerEm : Infinity;
    known.set(word, width);
  }
  return width;
}
