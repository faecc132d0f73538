// How numbers, money and days are written for a reader. Display only: what comes in is an exact
// decimal string and goes to Intl as one, so no digit ever passes through a float.

const FALLBACK = "en-US";
const formatters = new Map<string, Intl.NumberFormat>();
const dayFormatters = new Map<string, Intl.DateTimeFormat>();

// An unknown language is no reason to send no invoice.
export function knownLocale(locale: string): string {
  try {
    return Intl.NumberFormat.supportedLocalesOf([locale]).length > 0 ? locale : FALLBACK;
  } catch {
    return FALLBACK;
  }
}

export function formatAmount(
  amount: string,
  money: { currency: string; minor_unit: number },
  locale: string,
): string {
  return decimal(amount, locale, {
    style: "currency",
    currency: money.currency,
    minimumFractionDigits: money.minor_unit,
    maximumFractionDigits: Math.max(money.minor_unit, fractionDigits(amount)),
  });
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
  return `${formatDay(start, locale)} – ${formatDay(end, locale)}`;
}

export function isZero(amount: string | null): boolean {
  return amount === null || /^-?0*(\.0*)?$/.test(amount);
}

// The same amount taken away: a sign is a matter of writing, not of arithmetic.
export function negated(amount: string): string {
  if (isZero(amount)) return amount;
  return amount.startsWith("-") ? amount.slice(1) : `-${amount}`;
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
