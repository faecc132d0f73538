// Which typefaces a document needs. Latin, Greek and Cyrillic are always there; the others are
// read from disk only for documents that use their script. A character that none of them has is
// printed as U+FFFD: seen, not lost.
import fs from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";
import { Font } from "@react-pdf/renderer";
import { lighten } from "./lighter_font.ts";
import { breakWord } from "./paper_text.ts";

const folder = fileURLToPath(new URL("./fonts/", import.meta.url));
const loaded = new Set<string>();

const files = {
  "Noto Sans": "NotoSans-Regular.ttf",
  "Noto Sans Hebrew": "NotoSansHebrew-Regular.ttf",
  "IBM Plex Sans Arabic": "IBMPlexSansArabic-Regular.ttf",
  "Noto Sans KR": "NotoSansKR-Regular.ttf.br",
  "Noto Sans JP": "NotoSansJP-Regular.ttf.br",
  "Noto Sans SC": "NotoSansSC-Regular.ttf.br",
} as const;
type Family = keyof typeof files;

const scripts: [Family, RegExp][] = [
  ["Noto Sans Hebrew", /\p{Script=Hebrew}/u],
  ["IBM Plex Sans Arabic", /\p{Script=Arabic}/u],
  ["Noto Sans KR", /\p{Script=Hangul}/u],
];
const IDEOGRAPH = /[\p{Script=Han}\u3000-\u303F\uFF00-\uFFEF]/u;
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;

export function registerFonts(): void {
  Font.register({
    family: "Noto Sans",
    fonts: [
      { src: `${folder}NotoSans-Regular.ttf`, fontWeight: 400 },
      { src: `${folder}NotoSans-SemiBold.ttf`, fontWeight: 600 },
    ],
  });
  loaded.add("Noto Sans");
  Font.registerHyphenationCallback(breakWord);
}

export async function fontsFor(text: string, locale: string): Promise<string[]> {
  const families = familiesOf(text, locale);
  for (const fontFamily of families) {
    for (const fontWeight of [400, 600]) {
      await Font.load({ fontFamily, fontWeight });
      const font = Font.getFont({ fontFamily, fontWeight })?.data;
      if (font) lighten(font);
    }
  }
  return families;
}

// The same ideograph is drawn differently in Japan and China: kana or the locale decide.
function familiesOf(text: string, locale: string): Family[] {
  const families: Family[] = ["Noto Sans"];
  for (const [family, uses] of scripts) if (uses.test(text)) families.push(family);
  if (IDEOGRAPH.test(text) || KANA.test(text)) {
    const isJapanese = KANA.test(text) || locale.toLowerCase().startsWith("ja");
    families.push(
      ...(isJapanese ? (["Noto Sans JP", "Noto Sans SC"] as const) : ["Noto Sans SC" as const]),
    );
  }
  families.forEach(load);
  return families;
}

// What no typeface of the document can draw, to be replaced. Else the gap would be filled with
// the wrong glyph of the last typeface.
export function undrawable(text: string, families: string[]): string[] {
  const fonts = families.map((fontFamily) => Font.getFont({ fontFamily, fontWeight: 400 })?.data);
  return [...new Set(text.match(/[^\0-\u009f\u2028\u2029]/gu))].filter((char) => {
    const point = char.codePointAt(0) ?? 0;
    return !fonts.some((font) => font?.hasGlyphForCodePoint?.(point));
  });
}

function load(family: Family): void {
  if (loaded.has(family)) return;
  loaded.add(family);
  const file = `${folder}${files[family]}`;
  Font.register({ family, src: file.endsWith(".br") ? unpacked(file) : file });
}

// Kept compressed: a typeface of ten thousand ideographs is several megabytes.
function unpacked(file: string): string {
  const bytes = brotliDecompressSync(fs.readFileSync(file));
  return `data:font/ttf;base64,${bytes.toString("base64")}`;
}
