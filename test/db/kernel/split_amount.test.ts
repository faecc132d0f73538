// An amount split over parts is the amount: for any amount, weights and currency.
import fc from "fast-check";
import { expect, test } from "vitest";
import { openTenant } from "../../support/tenants.ts";

const { as } = await openTenant();
const viewer = as("viewer");

const DECIMALS = { USD: 2, JPY: 0, KWD: 3, CLF: 4 } as const;
type Currency = keyof typeof DECIMALS;

interface Case {
  units: bigint;
  weights: string[];
  currency: Currency;
}

const currency = fc.constantFrom(...(Object.keys(DECIMALS) as Currency[]));
const amounts = fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n });
const weight = fc.tuple(fc.bigInt(0n, 10n ** 9n), fc.integer({ min: 0, max: 6 }));
const signed = fc.tuple(fc.constantFrom("", "-"), weight).map(([sign, it]) => sign + text(it));

function text([digits, decimals]: [bigint, number]): string {
  const padded = digits.toString().padStart(decimals + 1, "0");
  const cut = padded.length - decimals;
  return decimals === 0 ? padded : `${padded.slice(0, cut)}.${padded.slice(cut)}`;
}

function inMinorUnits(amount: string, decimals: number): bigint {
  expect(amount).toMatch(decimals === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${decimals}}$`));
  return BigInt(amount.replace(".", ""));
}

// Many cases in one question: Postgres answers thousands a second, a round trip does not.
async function splitAll(cases: Case[]): Promise<bigint[][]> {
  const rows = await viewer.rows<{ parts: string[] }>(
    `select (kernel.split_amount(c.amount, c.weights, c.currency))::text[] as parts
    from jsonb_to_recordset($1::jsonb) as c (place int, amount numeric, weights numeric[], currency text)
    order by c.place`,
    [
      JSON.stringify(
        cases.map((it, place) => ({
          place,
          amount: text([abs(it.units), DECIMALS[it.currency]]).replace(
            /^/,
            it.units < 0n ? "-" : "",
          ),
          weights: `{${it.weights.join(",")}}`,
          currency: it.currency,
        })),
      ),
    ],
  );
  return rows.map(({ parts }, i) =>
    parts.map((part) => inMinorUnits(part, DECIMALS[cases[i]?.currency ?? "USD"])),
  );
}

const abs = (n: bigint) => (n < 0n ? -n : n);
const sum = (parts: bigint[]) => parts.reduce((a, b) => a + b, 0n);

const casesWith = (weights: fc.Arbitrary<string[]>) =>
  fc.array(fc.record({ units: amounts, weights, currency }), { minLength: 50, maxLength: 50 });

test("the parts add up to the whole", async () => {
  const weights = fc.array(weight.map(text), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(casesWith(weights), async (cases) => {
      const split = await splitAll(cases);
      expect(split.map(sum)).toEqual(cases.map((it) => it.units));
      expect(split.map((it) => it.length)).toEqual(cases.map((it) => it.weights.length));
    }),
    { numRuns: 20 },
  );
});

test("the parts add up to the whole when some of what they go by is negative", async () => {
  const weights = fc.array(signed, { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(casesWith(weights), async (cases) => {
      const split = await splitAll(cases);
      expect(split.map(sum)).toEqual(cases.map((it) => it.units));
    }),
    { numRuns: 20 },
  );
});

test("a part is its share, rounded up or down, and never of the other sign", async () => {
  const weights = fc.array(fc.bigInt(1n, 10n ** 6n), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(casesWith(weights.map((some) => some.map(String))), async (cases) => {
      const split = await splitAll(cases);
      cases.forEach(({ units, weights: some }, i) => {
        const total = sum(some.map(BigInt));
        split[i]?.forEach((part, k) => {
          const exact = abs(units) * BigInt(some[k] ?? "0");
          const off = abs(part) * total - exact;
          expect(abs(off) < total).toBe(true);
          expect(part === 0n || part < 0n === units < 0n).toBe(true);
        });
      });
    }),
    { numRuns: 20 },
  );
});

test("equal weights share alike, and the first ones get what is left", async () => {
  const [thirds, debt, nothing] = await splitAll([
    { units: 10000n, weights: ["1", "1", "1"], currency: "USD" },
    { units: -10000n, weights: ["1", "1", "1"], currency: "USD" },
    { units: 5n, weights: ["0", "0"], currency: "JPY" },
  ]);
  expect(thirds).toEqual([3334n, 3333n, 3333n]);
  expect(debt).toEqual([-3334n, -3333n, -3333n]);
  expect(nothing).toEqual([3n, 2n]);
});
