// Text as paper can bear it: no control characters, no invisible ones, and places to break.

// Bidirectional overrides can make a printed number read otherwise than it is; zero-width
// characters have no glyph and would print as boxes.
const INVISIBLE = /[\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\u00AD]|[\uFE00-\uFE0F]/g;
const CONTROL = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/g;
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303F\uFF00-\uFFEF]/u;
const LONG_WORD = 24;
const PIECE = 12;

/** What of a text has a glyph, in composed letters. */
export function visibleText(text: string): string {
  return text.normalize("NFC").replace(INVISIBLE, "");
}

export function paperText(text: string, longest = 2_000): string {
  const clean = visibleText(text)
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(CONTROL, " ")
    .replace(/ {2,}/g, " ")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
  const points = Array.from(clean);
  return points.length > longest ? `${points.slice(0, longest - 1).join("")}…` : clean;
}

// Where a line may break inside a word. An empty piece is a break without a hyphen: scripts that
// write without spaces may break anywhere, and a word longer than its column has to.
export function breakWord(word: string): string[] {
  if (word.length <= LONG_WORD && !WIDE.test(word)) return [word];
  const pieces: string[] = [];
  let piece = "";
  for (const char of word) {
    if (WIDE.test(char) || piece.length >= PIECE) {
      if (piece) pieces.push(piece);
      piece = char;
    } else {
      piece += char;
    }
  }
  if (piece) pieces.push(piece);
  return pieces.flatMap((part, index) => (index === 0 ? [part] : ["", part]));
}
