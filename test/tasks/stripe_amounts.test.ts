// Money as Stripe counts it.
import { expect, test } from "vitest";
import { fromStripeAmount, toStripeAmount } from "../../server/gateways/stripe_amounts.ts";

test.each([
  ["12.50", "USD", 1250],
  ["-0.05", "EUR", -5],
  ["1000", "JPY", 1000],
  ["1.235", "KWD", 1235],
  // Without a smaller unit by ISO 4217, counted in hundredths by Stripe.
  ["100", "ISK", 10000],
  ["0.00", "USD", 0],
])("%s %s is %d", (amount, currency, count) => {
  expect(toStripeAmount(amount, currency)).toBe(count);
  expect(Number(fromStripeAmount(count, currency))).toBe(Number(amount));
});

test.each([
  ["12.505", "USD"],
  ["1e3", "USD"],
  ["", "USD"],
  ["99999999999999999", "USD"],
])("refused: %j %s", (amount, currency) => {
  expect(() => toStripeAmount(amount, currency)).toThrow("Stripe cannot count");
});
