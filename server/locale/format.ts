// How numbers, money and days are written for a reader. Display only: what comes in is an exact
// decimal string and goes to Intl as one, so no digit ever passes through a float.

import { fill } from "./fill.ts";
import { isSpoken, type Plural } from "./words.ts";

const formatters = new Map<string, Intl.NumberFormat>();
const dayFormatters = new Map<string, Intl.DateTimeFormat>();
const pluralRules = new Map<string, Intl.PluralRules>();
const countryNames = new Map<string, Intl.DisplayNames>();

// An unknown language is no reason to send no invoice. It is answered in English, and then nothing
// in it is of another language: months and countries neither. What its country writes stays.
export function knownLocale(given: string): string {
  try {
    const { language, region, baseName } = new Intl.Locale(given.replaceAll("_", "-"));
    if (isSpoken(language)) return baseName;
    return region ? `en-${region}` : "en-US";
  } catch {
    return "en-US";
  }
}

interface Money {
  currency: string;
  minor_unit: number;
}

export function formatAmount(amount: string, money: Money, locale: string): string {
  return currencyAmount(amount, money, locale, "symbol");
}

/** By the code of its currency: a sign like $ is that of several. */
export function formatTotal(amount: string, money: Money, locale: string): string {
  return currencyAmount(amount, money, locale, "code");
}

// A unit price keeps the decimals that it needs, and at least those of its currency.
export function formatUnitPrice(price: string, minorUnit: number, locale: string): string {
  const digits = Math.max(minorUnit, fractionDigits(price));
  return decimal(price, locale, {
    minimumFractionDigits: minorUnit,
    maximumFractionDigits: digits,
  });
}

export function formatQuantity(quantity: string, locale: string): string {
  return decimal(quantity, locale, { maximumFractionDigits: fractionDigits(quantity) });
}

// 8.875 is 8.875 %: the rate comes in percent, as the state prints it.
export function formatRate(rate: string, locale: string): string {
  return decimal(rate, locale, {
    style: "unit",
    unit: "percent",
    unitDisplay: "short",
    maximumFractionDigits: fractionDigits(rate),
  });
}

export function formatDay(day: string, locale: string): string {
  let formatter = dayFormatters.get(locale);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat(knownLocale(locale), {
      dateStyle: "medium",
      timeZone: "UTC",
      calendar: "gregory",
      numberingSystem: "latn",
    });
    dayFormatters.set(locale, formatter);
  }
  return formatter.format(new Date(`${day}T00:00:00Z`));
}

export function formatPeriod(start: string, end: string, locale: string): string {
  return start === end
    ? formatDay(start, locale)
    : `${formatDay(start, locale)} – ${formatDay(end, locale)}`;
}

/** A counted noun: 1 month, 12 months. */
export function formatCount(count: string, { one, other }: Plural, locale: string): string {
  let rules = pluralRules.get(locale);
  if (!rules) pluralRules.set(locale, (rules = new Intl.PluralRules(knownLocale(locale))));
  const form = rules.select(Number(count)) === "one" ? one : other;
  return fill(form, { count: formatQuantity(count, locale) });
}

/** A country by its code, ISO 3166-1; the code itself where no name is known. */
export function formatCountry(code: string, locale: string): string {
  let names = countryNames.get(locale);
  if (!names) {
    names = new Intl.DisplayNames([knownLocale(locale)], { type: "region" });
    countryNames.set(locale, names);
  }
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}

export function isZero(amount: string | null): boolean {
  return amount === null || /^-?0*(\.0*)?$/.test(amount);
}

// The same amount taken away: a sign is a matter of writing, not of arithmetic.
export function negated(amount: string): string {
  if (isZero(amount)) return amount;
  return amount.startsWith("-") ? amount.slice(1) : `-${amount}`;
}

function currencyAmount(
  amount: string,
  money: Money,
  locale: string,
  currencyDisplay: "symbol" | "code",
): string {
  return decimal(amount, locale, {
    style: "currency",
    currency: money.currency,
    currencyDisplay,
    minimumFractionDigits: money.minor_unit,
    maximumFractionDigits: Math.max(money.minor_unit, fractionDigits(amount)),
  });
}

function decimal(value: string, locale: string, options: Intl.NumberFormatOptions): string {
  const key = `${locale}|${JSON.stringify(options)}`;
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = new Intl.NumberFormat(knownLocale(locale), {
      numberingSystem: "latn",
      ...options,
    } as Intl.NumberFormatOptions);
    formatters.set(key, formatter);
  }
  return formatter.format(value as Intl.StringNumericLiteral);
}

function fractionDigits(value: string): number {
  const fraction = value.split(".")[1] ?? "";
  return fraction.replace(/0+$/, "").length;
}
