// Periods lie side by side: no day is billed twice, none is forgotten, whatever the anchor.
import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openTenant } from "../../support/tenants.ts";

const { as } = await openTenant();
const viewer = as("viewer");

interface Vector {
  id: string;
  why: string;
  given: Record<string, unknown>;
  expect: unknown;
}

const file = path.resolve(import.meta.dirname, "../../vectors/calendar.json");
const vectors = JSON.parse(fs.readFileSync(file, "utf8")) as Vector[];

describe("the worked examples", () => {
  const anchored = vectors.filter((it) => "anchor" in it.given);
  expect(anchored.length).toBeGreaterThan(0);

  test.each(anchored)("$id: $why", async ({ given, expect: expected }) => {
    const months = Number(/^(\d+) months?$/.exec(String(given.interval))?.[1]);
    const rows = await viewer.rows<{ day: string }>(
      `select kernel.nth_date($1, $2, n)::text as day from generate_series(1, $3::int) as n`,
      [given.anchor, months, given.count],
    );
    expect(rows.map((it) => it.day)).toEqual(expected);
  });
});

const day = fc
  .date({ min: new Date("1990-01-01"), max: new Date("2090-12-31"), noInvalidDate: true })
  .map((it) => it.toISOString().slice(0, 10));
const months = fc.constantFrom(1, 2, 3, 6, 12, 24);

interface Wrong extends Record<string, unknown> {
  anchor: string;
  months: number;
  first_day: string;
  why: string;
}

// Each case asks for the periods of some years and looks at every one of their days.
const WRONG = `
  with cases as (
    select * from jsonb_to_recordset($1::jsonb) 
      as c (place int, anchor date, months int, first_day date, days int)
  ), found as (
    select c.*, p.n, p.whole from cases as c
    cross join lateral kernel.periods(c.anchor, c.months,
      daterange(c.first_day, c.first_day + c.days)) as p
  ), side_by_side as (
    select f.*, lead(f.whole) over (partition by f.place order by f.n) as next
    from found as f
  )
  select anchor::text, months, first_day::text, 'gap or overlap after ' || whole::text as why
  from side_by_side where next is not null and upper(whole) <> lower(next)
  union all
  select anchor::text, months, first_day::text, 'not counted from the anchor: ' || whole::text
  from found
  where lower(whole) <> kernel.nth_date(anchor, months, n)
    or extract(day from lower(whole)) > extract(day from anchor)
  union all
  select c.anchor::text, c.months, c.first_day::text, 'a day without a period'
  from cases as c
  where not daterange(c.first_day, c.first_day + c.days) <@ (
    select range_agg(f.whole) from found as f where f.place = c.place)
  union all
  select anchor::text, months, first_day::text, 'touches none of the days: ' || whole::text
  from found where not whole && daterange(first_day, first_day + days)`;

test("periods partition the time, for any anchor and length", async () => {
  const cases = fc.array(
    fc.record({ anchor: day, months, first_day: day, days: fc.integer({ min: 1, max: 1500 }) }),
    { minLength: 40, maxLength: 40 },
  );
  await fc.assert(
    fc.asyncProperty(cases, async (some) => {
      const placed = some.map((it, place) => ({ place, ...it }));
      expect(await viewer.rows<Wrong>(WRONG, [JSON.stringify(placed)])).toEqual([]);
    }),
    { numRuns: 25 },
  );
});

test("a month's end stays a month's end", async () => {
  const wrong = await viewer.rows(
    `select n, kernel.nth_date('2020-01-31', 1, n) as day from generate_series(-240, 240) as n
    where kernel.nth_date('2020-01-31', 1, n)
      <> (date_trunc('month', date '2020-01-01' + make_interval(months => n))
        + interval '1 month')::date - 1`,
  );
  expect(wrong).toEqual([]);
});
