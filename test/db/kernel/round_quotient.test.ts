// What is divided to become money is rounded once, however large it is.
import fc from "fast-check";
import { expect, test } from "vitest";
import { openTenant } from "../../support/tenants.ts";

const { as, root } = await openTenant({ clockAt: "2026-03-20T12:00:00Z" });
const viewer = as("viewer");

interface Division {
  dividend: bigint;
  dividendScale: number;
  divisor: bigint;
  divisorScale: number;
  decimals: number;
}

function decimal(digits: bigint, scale: number): string {
  const size = String(digits < 0n ? -digits : digits).padStart(scale + 1, "0");
  const point = size.length - scale;
  const text = scale === 0 ? size : `${size.slice(0, point)}.${size.slice(point)}`;
  return digits < 0n ? `-${text}` : text;
}

// In whole numbers, which cannot be wrong: twice the dividend against odd multiples of the divisor.
function exactly({ dividend, dividendScale, divisor, divisorScale, decimals }: Division): string {
  const above = dividend * 10n ** BigInt(divisorScale + decimals);
  const below = divisor * 10n ** BigInt(dividendScale);
  const [n, d] = [above < 0n ? -above : above, below < 0n ? -below : below];
  const size = (2n * n + d) / (2n * d);
  return decimal(above < 0n !== below < 0n ? -size : size, decimals);
}

async function expectExact(divisions: Division[]): Promise<void> {
  const answers = await viewer.rows<{ quotient: string }>(
    `select kernel.round_quotient(a, b, c)::text as quotient
     from unnest($1::numeric[], $2::numeric[], $3::int[]) with ordinality as asked (a, b, c, n)
     order by n`,
    [
      divisions.map((it) => decimal(it.dividend, it.dividendScale)),
      divisions.map((it) => decimal(it.divisor, it.divisorScale)),
      divisions.map((it) => it.decimals),
    ],
  );
  expect(answers.map((it) => it.quotient)).toEqual(divisions.map(exactly));
}

const signed = (max: bigint) =>
  fc.oneof(fc.bigInt({ min: -max, max }), fc.bigInt({ min: -100_000n, max: 100_000n }));
const decimals = fc.constantFrom(0, 2, 3, 4, 8);

// A quotient one part of the divisor beside a tie, or on it: where rounding twice shows.
const beside = fc
  .record({
    tie: fc.bigInt({ min: 0n, max: 10n ** 17n }),
    divisor: fc.bigInt({ min: 1n, max: 10n ** 19n }),
    off: fc.bigInt({ min: -1n, max: 1n }),
    isNegative: fc.boolean(),
    decimals,
  })
  .map(({ tie, divisor, off, isNegative, decimals }): Division => {
    const dividend = (2n * tie + 1n) * divisor + off;
    return {
      dividend: isNegative ? -dividend : dividend,
      dividendScale: decimals,
      divisor: 2n * divisor,
      divisorScale: 0,
      decimals,
    };
  });
const any = fc.record({
  dividend: signed(10n ** 40n),
  dividendScale: fc.integer({ min: 0, max: 28 }),
  divisor: signed(10n ** 19n).map((it) => (it === 0n ? 1n : it)),
  divisorScale: fc.integer({ min: 0, max: 6 }),
  decimals,
});

test("a quotient is rounded once, half away from zero, up to 10^15 and beyond", async () => {
  const some = fc.array(fc.oneof(beside, any), { minLength: 200, maxLength: 200 });
  await fc.assert(fc.asyncProperty(some, expectExact), { numRuns: 25 });
});

test("a share of thirteen digits is not a cent off", async () => {
  const [share, plain] = await Promise.all([
    viewer.value("select kernel.round_quotient(2400000000030.36 * 287, 365, 2)::text"),
    viewer.value("select kernel.round_quotient(10, 4, 0)::text"),
  ]);
  expect(share).toBe("1887123287695.10");
  expect(plain).toBe("3");
});

test("so is a percentage, to the last of its six decimals", async () => {
  const asked = fc.record({
    amount: signed(10n ** 17n - 1n),
    percent: fc.bigInt({ min: 0n, max: 10n ** 8n }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(asked, { minLength: 200, maxLength: 200 }), async (some) => {
      const answers = await viewer.rows<{ part: string }>(
        `select kernel.percent_of(a, b, 'USD')::text as part
         from unnest($1::numeric[], $2::numeric[]) with ordinality as asked (a, b, n) order by n`,
        [some.map((it) => decimal(it.amount, 2)), some.map((it) => decimal(it.percent, 6))],
      );
      const exact = some.map((it) =>
        exactly({
          dividend: it.amount * it.percent,
          dividendScale: 8,
          divisor: 100n,
          divisorScale: 0,
          decimals: 2,
        }),
      );
      expect(answers.map((it) => it.part)).toEqual(exact);
    }),
    { numRuns: 5 },
  );
});

test("so is a price for some days of a period", async () => {
  const asked = fc.record({
    rated: fc.bigInt({ min: 0n, max: 10n ** 15n - 1n }),
    priceMonths: fc.constantFrom(1, 3, 6, 12),
    months: fc.constantFrom(1, 3, 6, 12),
    days: fc.integer({ min: 1, max: 366 }),
    wholeDays: fc.constantFrom(28, 30, 31, 90, 92, 181, 365, 366),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(asked, { minLength: 200, maxLength: 200 }), async (some) => {
      const billed = some.filter((it) => it.priceMonths <= it.months);
      const answers = await root.rows<{ price: string }>(
        `select sales.price_of_days(a, b, c, 0, d, e, 'USD')::text as price
         from unnest($1::numeric[], $2::int[], $3::int[], $4::int[], $5::int[])
           with ordinality as asked (a, b, c, d, e, n) order by n`,
        [
          billed.map((it) => decimal(it.rated, 2)),
          billed.map((it) => it.priceMonths),
          billed.map((it) => it.months),
          billed.map((it) => it.days),
          billed.map((it) => it.wholeDays),
        ],
      );
      const exact = billed.map((it) =>
        exactly({
          dividend: it.rated * BigInt(it.months * it.days),
          dividendScale: 2,
          divisor: BigInt(it.priceMonths * it.wholeDays),
          divisorScale: 0,
          decimals: 2,
        }),
      );
      expect(answers.map((it) => it.price)).toEqual(exact);
    }),
    { numRuns: 5 },
  );
});

test("so is what a customer is asked for", async () => {
  const sales = as("sales");
  const account = await sales.value<string>(
    "select id from customers.create_account('Nusantara', currency => 'IDR')",
  );
  const contract = await sales.value<string>(
    `select id from sales.create_contract($1, '2026-03-20', '2026-12-31', seat_count => 1,
      seat_price => 200000000002.53, billing_frequency => 'annual',
      billing_alignment => 'calendar')`,
    [account],
  );
  expect(
    await as("finance").value("select subtotal::text from billing.preview_invoice($1)", [contract]),
  ).toBe("1887123287695.10");
});

test("it is inlined, so that a statement over many rows calls nothing", async () => {
  const plan = await viewer.rows<{ "QUERY PLAN": string }>(
    `explain (verbose) select kernel.round_quotient(n, n + 1, 2) from generate_series(1, 3) as n`,
  );
  expect(plan.map((it) => it["QUERY PLAN"]).join("\n")).not.toContain("round_quotient");
});
