// Check digits of the states whose numbers the library of the field judges wrongly (findings/), by the
// rules as they are published: European Commission, VIES, "VAT number construction rules", version 15,
// and the law or the office that each rule names.
type Rule = (number: string) => boolean;

export const publishedRules: Readonly<Record<string, Rule>> = {
  BG: (number) =>
    number.length === 9
      ? isBulgarianCompany(number)
      : isBulgarianCitizen(number) || isBulgarianForeigner(number) || isBulgarianOther(number),
  CZ: (number) => {
    if (number.length === 8) return isCzechCompany(number);
    return number.length === 9 && number.startsWith("6")
      ? isCzechSpecial(number)
      : isCzechPerson(number);
  },
  DK: (number) => !number.startsWith("0") && sum(number, [2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0,
  LV: (number) => (number[0]! > "3" ? isLatvianCompany(number) : isLatvianPerson(number)),
  NL: (number) => isDutchCompany(number) || isDutchTrader(number),
  SI: (number) => {
    const digit = 11 - (sum(number, [8, 7, 6, 5, 4, 3, 2]) % 11);
    return !number.startsWith("0") && digit < 11 && endsWith(number, digit % 10);
  },
  SK: (number) => /^[1-9]\d[234789]/.test(number) && Number(number) % 11 === 0,
};

// The unified identification code of the BULSTAT register: weights from one on, from three on where
// that leaves ten.
function isBulgarianCompany(number: string): boolean {
  const first = sum(number, [1, 2, 3, 4, 5, 6, 7, 8]) % 11;
  const second = sum(number, [3, 4, 5, 6, 7, 8, 9, 10]) % 11;
  return endsWith(number, (first === 10 ? second : first) % 10);
}

// The unified civil number: month + 20 for those born before 1900, + 40 for those born after 1999.
function isBulgarianCitizen(number: string): boolean {
  const [year, month, day] = pairs(number);
  const [century, more] = month > 40 ? [2000, 40] : month > 20 ? [1800, 20] : [1900, 0];
  const isBorn = isDay(century + year, month - more, day);
  return isBorn && endsWith(number, (sum(number, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11) % 10);
}

function isBulgarianForeigner(number: string): boolean {
  return endsWith(number, sum(number, [21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10);
}

function isBulgarianOther(number: string): boolean {
  return endsWith(number, (11 - (sum(number, [4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11);
}

function isCzechCompany(number: string): boolean {
  const digit = (11 - (sum(number, [8, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
  return !number.startsWith("9") && endsWith(number, (digit || 1) % 10);
}

// Taxpayers without a number of their own: the first digit, six, does not count.
function isCzechSpecial(number: string): boolean {
  const missing = 11 - (sum(number.slice(1), [8, 7, 6, 5, 4, 3, 2]) % 11);
  return endsWith(number, (19 - missing) % 10);
}

// The birth number (act 133/2000, section 13): nine digits without a check until 1953, then ten that
// divide by eleven; until 1985 also those where ten was left, which is written as nought. Women have
// 50 more in the month, and 20 more stand there when a day's numbers had run out.
function isCzechPerson(number: string): boolean {
  const [year, written, day] = pairs(number);
  const month = written > 50 ? written - 50 : written;
  if (number.length === 9) {
    return (year < 54 || year >= 80) && isDay(year + (year < 54 ? 1900 : 1800), month, day);
  }
  const isBorn = isDay(year + (year < 54 ? 2000 : 1900), month > 20 ? month - 20 : month, day);
  return isBorn && endsWith(number, (Number(number.slice(0, 9)) % 11) % 10);
}

function isLatvianCompany(number: string): boolean {
  return sum(number, [9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 === 3;
}

// The personal code: day of birth and century, or since July 2017 the digits 32 and chance.
function isLatvianPerson(number: string): boolean {
  const [day, month, year] = pairs(number);
  const isBorn = isDay(1800 + Number(number[6]) * 100 + year, month, day);
  const digit = ((1 + sum(number, [10, 5, 8, 4, 2, 1, 6, 3, 7, 9])) % 11) % 10;
  return (isBorn || number.startsWith("32")) && endsWith(number, digit);
}

// The number of the tax register (RSIN): eleven divides its weighted sum.
function isDutchCompany(number: string): boolean {
  const [, digits, branch] = /^(\d{9})B(\d\d)$/.exec(number) ?? [];
  if (digits === undefined || Number(digits) === 0 || Number(branch) === 0) return false;
  return (sum(digits, [9, 8, 7, 6, 5, 4, 3, 2]) - Number(digits[8])) % 11 === 0;
}

// The number of a sole trader since 2020 (Belastingdienst): by ISO 7064, MOD 97-10, over the whole of
// it, prefix included; A is 10, + is 36, * is 37.
function isDutchTrader(number: string): boolean {
  if (/^0{9}|00$/.test(number)) return false;
  const values = Array.from(`NL${number}`, (it) =>
    it === "+" ? 36 : it === "*" ? 37 : parseInt(it, 36),
  );
  return BigInt(values.join("")) % 97n === 1n;
}

function sum(number: string, weights: number[]): number {
  return weights.reduce((total, weight, at) => total + weight * Number(number[at]), 0);
}

function endsWith(number: string, digit: number): boolean {
  return number.endsWith(String(digit)) && digit < 10;
}

function pairs(number: string): [number, number, number] {
  return [0, 2, 4].map((at) => Number(number.slice(at, at + 2))) as [number, number, number];
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
