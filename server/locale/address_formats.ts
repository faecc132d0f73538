// How countries write an address below the street, a line of the envelope between two bars: C is
// the city, S the state or province, Z the postal code; the street, A, stands where it belongs.
// Source: libaddressinput (Google, https://github.com/google/libaddressinput), fields "fmt" and
// "lfmt" as of localized-address-format 1.3.3, without the letters of countries before postal
// codes, which the postal unions no longer use.

/** Most of the world, and whoever is not listed. */
export const USUAL = "A|Z C";

/** Where an address that is written in its own script goes from the whole to the part. */
export const NATIVE: Partial<Record<string, string>> = {
  CN: "Z|SC|A",
  HK: "S|C|A",
  JP: "〒Z|SC|A",
  KR: "S C|A|Z",
  TW: "Z|SC|A",
};

const COUNTRIES: Record<string, string> = {
  "A|C|Z": "AC AF AI FK GB GG GI GS IM IO JE KE LK NA PN SD SH SZ TA TC VG ZA",
  "A|C Z": "BD BH BM BN BT GT GU IL JO KH LB LS MT MV NP NZ PK SA SG VC",
  "A|C S Z": "AS AU CA CC CX FM HM MH MP NF PR PW UM VI",
  "A|C, S Z": "BB SO TW US",
  "A|C, S, Z": "CO KP",
  "A|C, S|Z": "HN IQ JP",
  "A|C, S": "BS KN",
  "A|C, Z": "MM",
  "A|C|S, Z": "CN",
  "A|C|S Z": "ID MN PH TH VN",
  "A|C|S|Z": "EG IE KR RU UA",
  "A|C Z|S": "IN NG PE",
  "A|C|S": "HK JM PA SC SR TV",
  "A|C": "BF CI MO MW",
  "A|C-S|Z": "BR",
  "A|C S|Z": "CU",
  "A|S, C|Z": "CR",
  "A|S, C Z": "IR",
  "A|S|C, Z": "LV",
  "A|S|C": "KI",
  "A|S Z": "KY",
  "A|S": "AE NR",
  "A|Z C S": "EE ES IT LT PF PG UY",
  "A|Z C, S": "MX",
  "A|Z C/S": "TR",
  "A|Z S C": "RO",
  "A|Z C|S": "AR CL CV MY SV UZ",
  "A|Z, C|S": "BY",
  "A|Z, C, S": "NI",
  "A|Z CS": "MZ",
  "A|Z|C|S": "AM",
  "A|Z|C": "AL EC MU OM",
  "A|C Z, S": "VE",
  "C|A|Z": "HU",
  "Z|S|C|A": "KZ",
};

export const FORMATS = new Map(
  Object.entries(COUNTRIES).flatMap(([format, countries]) =>
    countries.split(" ").map((country) => [country, format] as const),
  ),
);
