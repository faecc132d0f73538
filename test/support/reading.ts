// What a reader of one language may meet on paper and in mail: its words, what Intl calls months and
// countries in it, and facts. Any other word is of another language, or the name of a word.
import { formatCountry, formatDay } from "../../server/locale/format.ts";
import { wordsFor } from "../../server/locale/words.ts";

/** The words of a text that its reader cannot know. */
export function strangeWords(text: string, locale: string, facts: string[]): string[] {
  const known = new Set(wordsOf([...textsIn(wordsFor(locale)), ...formatted(locale), ...facts]));
  return [...new Set(wordsOf([text]))].filter((word) => !known.has(word));
}

/** Every text in an object. */
export function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return Object.values(value ?? {}).flatMap(textsIn);
}

// In Latin letters; of scripts that write without spaces each letter is a word.
function wordsOf(texts: string[]): string[] {
  return texts.flatMap(
    (text) =>
      text
        .replace(/\{\w+\}/g, " ")
        .toLowerCase()
        .match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{Script=Latin}_]+/gu) ??
      [],
  );
}

function formatted(locale: string): string[] {
  const months = Array.from({ length: 12 }, (_, at) =>
    formatDay(`2026-${String(at + 1).padStart(2, "0")}-01`, locale),
  );
  return [...months, ...["DE", "FR", "US", "JP"].map((code) => formatCountry(code, locale))];
}
