// Tax numbers as their countries call them.
import { fill } from "./fill.ts";
import { formatCountry } from "./format.ts";
import type { TaxNumber, Words } from "./words.ts";

interface Place {
  /** ISO 3166; of a locality, the tenant's own. */
  code: string | null;
  /** As people call what is no country. */
  name?: string | null;
}

/** A number with its name, and with the place that gave it where the name leaves that open. */
export function formatTaxNumber(
  number: string,
  { code, name }: Place,
  words: Words,
  locale: string,
): string {
  const own = ownName(number, code);
  if (own) return named(words.taxNumbers[own], number);
  const place = code?.length === 2 ? formatCountry(code, locale) : name;
  if (!place) return named(words.taxId, number);
  return fill(words.fact, { label: `${words.taxId} ${place}`, value: number });
}

/** A number of whom an address says where he is, or the number itself. */
export function formatOwnTaxNumber(number: string, country: string | null, words: Words): string {
  const own = ownName(number, country);
  return named(own ? words.taxNumbers[own] : words.taxId, number);
}

// People write some of the names themselves.
function named(name: string, number: string): string {
  return number.startsWith(name) ? number : `${name} ${number}`;
}

// VAT numbers of the EU begin with the letters of their country.
function ownName(number: string, place: string | null): TaxNumber | null {
  const plain = number.toUpperCase().replace(/[^0-9A-Z]/g, "");
  switch (place) {
    case "AU":
    case "CA":
    case "CA-QC":
    case "CH":
    case "GB":
    case "JP":
      return place;
    case "FR":
      if (/^\d{9}(\d{5})?$/.test(plain)) return place;
  }
  const letters = place === "GR" ? "EL" : (place ?? "");
  return /^[A-Z]{2}[0-9A-Z]{0,2}\d{5}/.test(plain) && plain.startsWith(letters) ? "vat" : null;
}
