// Whatever is taxed: the lines' tax adds up to what is printed, in both modes.
import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { openTenant } from "../../support/tenants.ts";

interface Line {
  invoice: number;
  // In minor units; below zero for credits.
  units: number;
  jurisdictions: { code: string; rate: string }[];
}

interface Taxed extends Record<string, unknown> {
  line_key: number;
  jurisdiction: string;
  rate: string;
  invoice: number;
  exact: string;
  tax: string;
}

const { as, root } = await openTenant();
const decimals = { USD: 2, JPY: 0, KWD: 3 } as const;
type Currency = keyof typeof decimals;

const ASSESSMENTS = `
  select array_agg((l.line_key, l.invoice_key, l.place, l.jurisdiction, 'Tax', 'sales', l.rate,
    'standard', null, l.amount, l.amount * l.rate / 100, l.amount, false, $2, null, null, null)::tax.assessment
    order by l.line_key, l.place)
  from jsonb_to_recordset($1::jsonb) as l (line_key bigint, invoice_key uuid, place int,
    jurisdiction text, rate numeric, amount numeric)`;
const ROUND = `
  with asked as (select (${ASSESSMENTS}) as list)
  select t.line_key::int, t.jurisdiction, t.rate::text, right(t.invoice_key::text, 6)::int as invoice,
    (a.amount)::text as exact, t.amount::text as tax
  from asked
  cross join lateral tax.round_tax(asked.list, $3) as t
  join unnest(asked.list) as a on a.line_key = t.line_key and a.place = t.place`;

async function round(lines: Line[], currency: Currency, mode: "invoice" | "line") {
  const scale = 10 ** decimals[currency];
  const rows = lines.flatMap((line, i) =>
    line.jurisdictions.map(({ code, rate }, place) => ({
      line_key: i + 1,
      invoice_key: `00000000-0000-0000-0000-${String(line.invoice).padStart(12, "0")}`,
      place: place + 1,
      jurisdiction: code,
      rate,
      amount: (line.units / scale).toFixed(decimals[currency]),
    })),
  );
  return await root.rows<Taxed>(ROUND, [JSON.stringify(rows), currency, mode]);
}

// Exact arithmetic: an amount of money in units of 10^-12.
function fine(text: string): bigint {
  const [whole = "0", fraction = ""] = text.replace("-", "").split(".");
  const value = BigInt(whole + fraction.slice(0, 12).padEnd(12, "0"));
  return text.startsWith("-") ? -value : value;
}

const sum = (rows: Taxed[], field: "exact" | "tax") =>
  rows.reduce((total, row) => total + fine(row[field]), 0n);
const unitOf = (currency: Currency) => 10n ** BigInt(12 - decimals[currency]);

function halfAwayFromZero(value: bigint, unit: bigint): bigint {
  const size = value < 0n ? -value : value;
  const rounded = ((size + unit / 2n) / unit) * unit;
  return value < 0n ? -rounded : rounded;
}

const jurisdiction = fc.constantFrom(
  { code: "US-CA", rate: "7.25" },
  { code: "US-CA/la", rate: "0.333" },
  { code: "US-CA/bh", rate: "1" },
  { code: "CA-QC", rate: "9.975" },
  { code: "FR", rate: "5.5" },
);
const lines = fc.array(
  fc.record({
    invoice: fc.integer({ min: 1, max: 3 }),
    units: fc.integer({ min: -1_000_000, max: 10_000_000 }),
    jurisdictions: fc.uniqueArray(jurisdiction, {
      minLength: 1,
      maxLength: 4,
      selector: (it) => it.code,
    }),
  }),
  { minLength: 1, maxLength: 40 },
);
const currency = fc.constantFrom(...(Object.keys(decimals) as Currency[]));

describe.each([
  ["invoice", (row: Taxed) => `${row.invoice} ${row.jurisdiction} ${row.rate}`],
  ["line", (row: Taxed) => `${row.line_key}`],
] as const)("by %s", (mode, wholeOf) => {
  test("the parts add up to the whole, which is rounded once", async () => {
    await fc.assert(
      fc.asyncProperty(lines, currency, async (some, money) => {
        const rows = await round(some, money, mode);
        expect(rows.length).toBe(some.flatMap((it) => it.jurisdictions).length);
        const unit = unitOf(money);
        for (const group of Object.values(Object.groupBy(rows, wholeOf))) {
          const parts = group ?? [];
          expect(sum(parts, "tax")).toBe(halfAwayFromZero(sum(parts, "exact"), unit));
        }
        for (const row of rows) {
          const off = fine(row.tax) - fine(row.exact);
          expect(off < unit && off > -unit).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});

test("sixths of a cent that add up to a half are rounded as a half", async () => {
  const tax = await root.value(
    `select sum(t.amount)::text
    from tax.round_tax((
      select array_agg((n, null, 1, 'GB', 'VAT', 'vat', 20, 'standard', null, 0.05,
        (0.05 * 20 + 0e-40) / 120, 0.05, true, 'USD', null, null, null)::tax.assessment)
      from generate_series(1, 3) as n), 'invoice') as t`,
  );
  expect(tax).toBe("0.03");
});

describe("the worked examples", () => {
  const file = path.resolve(import.meta.dirname, "../../vectors/totals.json");
  const vectors = JSON.parse(fs.readFileSync(file, "utf8")) as {
    id: string;
    given: Record<string, unknown>;
    expect: Record<string, unknown>;
  }[];
  const vector = (id: string) => {
    const found = vectors.find((it) => it.id === id);
    if (!found) throw new Error(`No vector ${id}`);
    return found;
  };
  const lineOf = (amount: string, rate: string): Line => ({
    invoice: 1,
    units: Math.round(Number(amount) * 100),
    jurisdictions: [{ code: "DE", rate }],
  });
  const inOrder = (rows: Taxed[]) =>
    rows.sort((a, b) => a.line_key - b.line_key).map((row) => row.tax);
  const text = (value: bigint) => (Number(value / 10n ** 10n) / 100).toFixed(2);

  test("an invoice discount is split by net, tax follows", async () => {
    const { given, expect: expected } = vector("totals-discount-then-tax");
    const items = given["lines"] as { amount: string; tax_percent: string }[];
    const discounts = await as("viewer").value<string[]>(
      "select kernel.split_amount($1, $2, $3)::text[]",
      [given["invoice_discount"], items.map((it) => it.amount), given["currency"]],
    );
    expect(discounts).toEqual(expected["discounts"]);
    const nets = items.map((it, i) =>
      lineOf((Number(it.amount) - Number(discounts[i])).toFixed(2), it.tax_percent),
    );
    const rows = await round(nets, "USD", "invoice");
    expect(text(sum(rows, "tax"))).toBe(expected["tax"]);
    expect(inOrder(rows)).toEqual(expected["taxes"]);
  });

  test.each(["invoice", "line"] as const)("three lines of 3.33, rounded by %s", async (mode) => {
    const { given, expect: expected } = vector("totals-tax-rounding");
    const some = (given["lines"] as string[]).map((it) =>
      lineOf(it, given["tax_percent"] as string),
    );
    const rows = await round(some, "USD", mode);
    expect(text(sum(rows, "tax"))).toBe(expected[`mode_${mode}`]);
    expect(inOrder(rows)).toEqual(
      mode === "invoice" ? ["0.67", "0.67", "0.66"] : ["0.67", "0.67", "0.67"],
    );
  });
});

describe("prices that hold their tax", () => {
  let account: string;
  beforeAll(async () => {
    const finance = as("finance");
    await finance.rows(
      "select tax.add_tax_registration('CA', '1'), tax.add_tax_registration('CA-QC', '2')",
    );
    account = await finance.value<string>(
      `select (customers.create_account('Gross', billing_address =>
        row(null, null, 'Laval', 'QC', null, 'CA')::customers.postal_address)).id`,
    );
  });

  test("net and tax are the gross, for any gross", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -10_000, max: 10_000_000 }), { minLength: 1, maxLength: 30 }),
        fc.constantFrom("invoice", "line"),
        async (grosses, mode) => {
          const found = await root.rows<{ gross: string; whole: string }>(
            `select l.given::text as gross, (l.net + l.tax)::text as whole
            from (
              select g.amount as given, min(t.taxable::numeric) as net, sum(t.amount) as tax
              from unnest($1::numeric[]) with ordinality as g (amount, n)
              join tax.tax_lines((
                select array_agg((l.n, null, tenancy.default_legal_entity_id(), $2, null, null, l.amount, 'CAD', '2025-01-01', true
                  )::tax.assessable)
                from unnest($1::numeric[]) with ordinality as l (amount, n)), $3) as t
                on t.line_key = g.n
              group by g.n, g.amount
            ) as l`,
            [grosses.map((it) => (it / 100).toFixed(2)), account, mode],
          );
          expect(found.map((it) => it.whole)).toEqual(found.map((it) => it.gross));
          expect(found.length).toBe(grosses.length);
        },
      ),
      { numRuns: 40 },
    );
  });

  // 5 and 9.975 of 114.975 thousandths of the gross, together and apart, in whole numbers.
  test("the tax is exact before it is rounded, up to 10^15", async () => {
    const share = (units: bigint, part: bigint) => {
      const size = (2n * (units < 0n ? -units : units) * part + 114_975n) / (2n * 114_975n);
      return units < 0n ? -size : size;
    };
    const money = (units: bigint) => {
      const digits = String(units < 0n ? -units : units).padStart(3, "0");
      return `${units < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
    };
    const limit = 10n ** 17n - 1n;
    // Beside a tie, where rounding twice would show: an odd multiple of half the divisor, or near.
    const beside = fc
      .tuple(fc.bigInt({ min: 0n, max: limit / 114_975n - 2n }), fc.integer({ min: -1, max: 1 }))
      .map(([n, off]) => n * 114_975n + 114_975n / 2n + BigInt(off));
    const gross = fc.oneof(beside, fc.bigInt({ min: -limit, max: limit }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(gross, { minLength: 1, maxLength: 50 }),
        fc.constantFrom("invoice", "line"),
        async (grosses, mode) => {
          const found = await root.rows<{ gross: string; first: string; tax: string }>(
            `select g.amount::text as gross, (array_agg(t.amount order by t.place))[1]::text as first,
              sum(t.amount)::text as tax
            from unnest($1::numeric[]) with ordinality as g (amount, n)
            join tax.tax_lines((
              select array_agg((l.n, uuidv7(), tenancy.default_legal_entity_id(), $2, null, null, l.amount, 'CAD', '2025-01-01', true
                )::tax.assessable)
              from unnest($1::numeric[]) with ordinality as l (amount, n)), $3) as t
              on t.line_key = g.n
            group by g.n, g.amount
            order by g.n`,
            [grosses.map(money), account, mode],
          );
          const right = grosses.map((units) => {
            const [first, whole] = [share(units, 5_000n), share(units, 14_975n)];
            const tax = mode === "line" ? whole : first + share(units, 9_975n);
            return {
              gross: money(units),
              tax: money(tax),
              ...(mode === "invoice" && { first: money(first) }),
            };
          });
          expect(found).toMatchObject(right);
        },
      ),
      { numRuns: 40 },
    );
  });
});
