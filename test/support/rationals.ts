// Exact numbers: what a quotient is before anybody rounds it.
export interface Rational {
  n: bigint;
  // Above zero.
  d: bigint;
}

const POWER = (digits: number) => 10n ** BigInt(digits);

export function rational(decimal: string | number): Rational {
  const found = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(decimal));
  if (!found) throw new Error(`No decimal: ${decimal}`);
  const [, sign = "", whole = "", part = ""] = found;
  return { n: BigInt(`${sign}${whole}${part}`), d: POWER(part.length) };
}

export const add = (a: Rational, b: Rational): Rational => ({
  n: a.n * b.d + b.n * a.d,
  d: a.d * b.d,
});
export const minus = (a: Rational, b: Rational): Rational => add(a, { n: -b.n, d: b.d });
export const times = (a: Rational, b: Rational): Rational => ({ n: a.n * b.n, d: a.d * b.d });
export function over(a: Rational, b: Rational): Rational {
  if (b.n === 0n) throw new Error("Divided by zero.");
  return b.n < 0n ? { n: -a.n * b.d, d: -a.d * b.n } : { n: a.n * b.d, d: a.d * b.n };
}
export const compare = (a: Rational, b: Rational): number => {
  const difference = a.n * b.d - b.n * a.d;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};
export const sum = (all: Rational[]): Rational => all.reduce(add, { n: 0n, d: 1n });
export const greatest = (all: Rational[]): Rational =>
  all.reduce((a, b) => (compare(a, b) >= 0 ? a : b));

export function floor({ n, d }: Rational): bigint {
  return n >= 0n || n % d === 0n ? n / d : n / d - 1n;
}

/** Half away from zero, to whole numbers. */
export function nearest({ n, d }: Rational): bigint {
  const size = n < 0n ? -n : n;
  const rounded = (2n * size + d) / (2n * d);
  return n < 0n ? -rounded : rounded;
}

/** In minor units of so many decimals, rounded half away from zero. */
export const toUnits = (amount: Rational, decimals: number): bigint =>
  nearest(times(amount, { n: POWER(decimals), d: 1n }));
export const fromUnits = (units: bigint, decimals: number): Rational => ({
  n: units,
  d: POWER(decimals),
});

/** Largest remainder, ties to the first; whole parts that add up to the sum of the exact ones. */
export function apportion(exact: Rational[]): bigint[] {
  const parts = exact.map(floor);
  let missing = nearest(sum(exact)) - parts.reduce((a, b) => a + b, 0n);
  const rests = exact.map((it, place) => ({ place, rest: minus(it, { n: parts[place]!, d: 1n }) }));
  for (const { place } of rests.sort((a, b) => compare(b.rest, a.rest) || a.place - b.place)) {
    if (missing-- > 0n) parts[place]! += 1n;
  }
  return parts;
}

/** A whole, in minor units, split by weights. */
export function split(whole: bigint, weights: Rational[]): bigint[] {
  const total = sum(weights);
  const size = whole < 0n ? -whole : whole;
  const parts = apportion(weights.map((it) => over(times({ n: size, d: 1n }, it), total)));
  return whole < 0n ? parts.map((it) => -it) : parts;
}
