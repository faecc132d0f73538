// An address as the country it lies in writes it, its name in the language of the reader.
import { FORMATS, NATIVE, USUAL } from "./address_formats.ts";
import { formatCountry } from "./format.ts";

export interface Address {
  line1: string | null;
  line2: string | null;
  city: string | null;
  state: string | null;
  postal_code: string | null;
  /** ISO 3166-1 alpha-2. */
  country: string | null;
}

const OWN_SCRIPT = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

export function formatAddress(address: Address, locale: string): string[] {
  const { line1, line2, city, state, postal_code, country } = address;
  const parts: Record<string, string | null> = { C: city, S: state, Z: postal_code };
  const isNative = OWN_SCRIPT.test(`${line1 ?? ""}${city ?? ""}`);
  const native = isNative ? NATIVE[country ?? ""] : undefined;
  const format = native ?? FORMATS.get(country ?? "") ?? USUAL;
  return [
    ...format.split("|").flatMap((line) => (line === "A" ? [line1, line2] : [put(line, parts)])),
    country && formatCountry(country, locale),
  ].filter((line): line is string => Boolean(line?.trim()));
}

// What is missing takes the mark before it along, and what comes first needs none.
function put(line: string, parts: Record<string, string | null>): string {
  let written = "";
  for (const [, mark = "", sign = ""] of line.matchAll(/([^CSZ]*)([CSZ])/g)) {
    const part = parts[sign]?.trim();
    if (part) written += (written ? mark : mark.replace(/^[ ,/-]+/, "")) + part;
  }
  return written;
}
