// Discounts as the rules tell them, one invoice after the other, to compare with.
import fc from "fast-check";

// Money in minor units, percentages in hundredths of a percent.
export interface Discount {
  percent?: bigint;
  amount?: bigint;
  duration: "once" | "repeating" | "forever";
  product?: number;
}
export interface Line {
  net: bigint;
  product: number;
}
export interface Case {
  discounts: Discount[];
  invoices: Line[][];
}
export interface Taken {
  item: number;
  position: number;
  amount: bigint;
}

const PRODUCTS = 2;
const discount: fc.Arbitrary<Discount> = fc
  .record({
    terms: fc.oneof(
      fc.record({ percent: fc.bigInt(1n, 10_000n) }),
      fc.record({ amount: fc.bigInt(1n, 50_000n) }),
    ),
    duration: fc.constantFrom("once" as const, "repeating" as const, "forever" as const),
    product: fc.option(fc.nat(PRODUCTS - 1), { nil: undefined, freq: 2 }),
  })
  .map(({ terms, duration, product }) => ({
    ...terms,
    duration,
    ...(product === undefined ? {} : { product }),
  }));
const line: fc.Arbitrary<Line> = fc.record({
  net: fc.oneof({ weight: 6, arbitrary: fc.bigInt(1n, 20_000n) }, fc.bigInt(-5_000n, 0n)),
  product: fc.nat(PRODUCTS - 1),
});
export const contract: fc.Arbitrary<Case> = fc.record({
  discounts: fc.array(discount, { maxLength: 4 }),
  invoices: fc.array(fc.array(line, { minLength: 1, maxLength: 4 }), {
    minLength: 1,
    maxLength: 4,
  }),
});

/** Largest remainder, ties to the first. */
function split(whole: bigint, weights: bigint[]): bigint[] {
  const sum = weights.reduce((a, b) => a + b, 0n);
  const parts = weights.map((weight) => (whole * weight) / sum);
  const rests = weights.map((weight, n) => ({ n, rest: (whole * weight) % sum }));
  let missing = whole - parts.reduce((a, b) => a + b, 0n);
  for (const { n } of rests.sort((a, b) =>
    a.rest < b.rest ? 1 : a.rest > b.rest ? -1 : a.n - b.n,
  )) {
    if (missing-- > 0n) parts[n]! += 1n;
  }
  return parts;
}

export const least = (a: bigint, b: bigint) => (a < b ? a : b);

/** One invoice after the other, one discount after the other. */
export function oneByOne({ discounts, invoices }: Case): Taken[] {
  const purses = discounts.map((it) => it.amount ?? 0n);
  const spent = discounts.map(() => false);
  const taken: Taken[] = [];
  let first = 0;
  for (const lines of invoices) {
    const left = lines.map(({ net }) => (net > 0n ? net : 0n));
    discounts.forEach((it, d) => {
      const weights = left.map((net, n) =>
        it.product === undefined || it.product === lines[n]!.product ? net : 0n,
      );
      const total = weights.reduce((a, b) => a + b, 0n);
      if (total === 0n || spent[d]) return;
      const whole =
        it.percent === undefined
          ? least(purses[d]!, total)
          : (total * it.percent + 5_000n) / 10_000n;
      if (whole === 0n) return;
      if (it.duration === "once") {
        purses[d]! -= whole;
        spent[d] = it.percent !== undefined;
      }
      split(whole, weights).forEach((amount, n) => {
        left[n]! -= amount;
        if (amount > 0n) taken.push({ item: first + n, position: d + 1, amount });
      });
    });
    first += lines.length;
  }
  return taken;
}
