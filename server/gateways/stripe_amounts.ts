// Stripe counts in the smallest unit of a currency, by its own list (docs.stripe.com/currencies):
// some that have no smaller unit any more are still counted in hundredths. The point is moved in
// text; nothing is reckoned.
const WITHOUT_UNIT = new Set(
  "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split(" "),
);
const WITH_THOUSANDTHS = new Set("BHD JOD KWD OMR TND".split(" "));

export class NoStripeAmount extends Error {
  override name = "NoStripeAmount";
}

function decimalsOf(currency: string): number {
  if (WITHOUT_UNIT.has(currency)) return 0;
  return WITH_THOUSANDTHS.has(currency) ? 3 : 2;
}

/** "12.50" of USD is 1250. */
export function toStripeAmount(amount: string, currency: string): number {
  const decimals = decimalsOf(currency);
  const [, sign = "", whole = "", fraction = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount) ?? [];
  const kept = fraction.padEnd(decimals, "0");
  const count = Number(sign + whole + kept.slice(0, decimals));
  if (whole === "" || /[1-9]/.test(kept.slice(decimals)) || !Number.isSafeInteger(count)) {
    throw new NoStripeAmount(`Stripe cannot count ${amount} ${currency}.`);
  }
  return count;
}

/** 1250 of USD is "12.50". */
export function fromStripeAmount(count: number, currency: string): string {
  if (!Number.isSafeInteger(count))
    throw new NoStripeAmount(`Stripe counted ${count} ${currency}.`);
  const decimals = decimalsOf(currency);
  const digits = String(count)
    .replace("-", "")
    .padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const sign = count < 0 ? "-" : "";
  return decimals === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-decimals)}`;
}
