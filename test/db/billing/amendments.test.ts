// Changes of what was billed already, checked against worked examples and against the rule itself:
// used and credit are what was billed, and a history of changes bills price over time.
import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { inTenant, type Tenancy } from "../../support/tenants.ts";

interface Example {
  id: string;
  given: Record<string, string | number | string[]>;
  expect: Record<string, string>;
}

const examples: Example[] = JSON.parse(
  fs.readFileSync(path.join(import.meta.dirname, "../../vectors/proration.json"), "utf8"),
);

function example(id: string): Example {
  const found = examples.find((one) => one.id === id);
  if (!found) throw new Error(`No example ${id}.`);
  return found;
}

interface Signed {
  start: string;
  end: string;
  frequency: string;
  quantity: string;
  price: string;
  currency?: string;
}

async function sign({ as }: Tenancy, signed: Signed): Promise<{ contract: string; line: string }> {
  const account = await as("sales").value("select id from customers.create_account('Acme')");
  const contract = await as("sales").value<string>(
    `select id from sales.create_contract($1, $2, $3, billing_frequency => $4,
      seat_count => $5, seat_price => $6, currency => $7)`,
    [
      account,
      signed.start,
      signed.end,
      signed.frequency,
      signed.quantity,
      signed.price,
      signed.currency ?? "USD",
    ],
  );
  const line = await as("viewer").value<string>(
    "select id from sales.contract_lines where contract_id = $1",
    [contract],
  );
  return { contract, line };
}

interface Change {
  contract: string;
  line: string;
  day: string;
  quantity?: string | undefined;
  price?: string | undefined;
  ends?: boolean | undefined;
  invoiceNow?: boolean;
}

function asked(routine: string, change: Change): [string, unknown[]] {
  return [
    `select (r.amendment).amendment_number as number,
      array(select row(l.kind, l.period_start, l.period_end, l.quantity, l.amount)::text
        from unnest(r.lines) as l) as lines,
      r.subtotal::text, r.tax::text, r.total::text, r.invoice_id,
      (select sum(l.amount)::text from unnest(r.lines) as l where l.kind = 'credit') as credit,
      (select sum(l.amount)::text from unnest(r.lines) as l where l.kind = 'charge') as charge
    from billing.${routine}($1, $2, array[
      ($3, $4, null, $5, $6, null)]::sales.contract_change_input[], invoice_now => $7) as r`,
    [
      change.contract,
      change.day,
      change.line,
      change.quantity,
      change.price,
      change.ends,
      change.invoiceNow ?? false,
    ],
  ];
}

interface Result extends Record<string, unknown> {
  number: number;
  lines: string[];
  subtotal: string;
  tax: string;
  total: string;
  invoice_id: string | null;
  credit: string | null;
  charge: string | null;
}

const amend = async ({ as }: Tenancy, change: Change) =>
  (await as("sales").one<Result>(...asked("amend_contract", change))) as Result;
const preview = async ({ as }: Tenancy, change: Change) =>
  (await as("finance").one<Result>(...asked("preview_amendment", change))) as Result;

const bill = async ({ as }: Tenancy, contract: string, start: string, end: string) =>
  await as("finance").value<string>("select id from billing.generate_invoice($1, $2, $3)", [
    contract,
    start,
    end,
  ]);

test("an upgrade in advance credits what was billed less what was used", async () => {
  const { given, expect: expected } = example("proration-upgrade-in-advance");
  await inTenant(async (tenancy) => {
    const signed = await sign(tenancy, {
      start: "2026-04-01",
      end: "2027-03-31",
      frequency: "monthly",
      quantity: "1",
      price: String(given.old),
    });
    await bill(tenancy, signed.contract, "2026-04-01", "2026-04-30");
    const result = await amend(tenancy, {
      ...signed,
      day: "2026-04-11",
      price: String(given.new),
    });
    expect(result).toMatchObject({
      credit: expected.credit,
      charge: expected.charge,
      total: expected.net,
      invoice_id: null,
    });
  });
});

test("seats up, and down again on the same day, mirror each other", async () => {
  const { given, expect: expected } = example("proration-seats");
  await inTenant(async (tenancy) => {
    const signed = await sign(tenancy, {
      start: "2026-03-01",
      end: "2027-02-28",
      frequency: "monthly",
      quantity: String(given.old_quantity),
      price: String(given.unit_price),
    });
    await bill(tenancy, signed.contract, "2026-03-01", "2026-03-31");
    const day = String(given.change);
    const up = await amend(tenancy, { ...signed, day, quantity: String(given.new_quantity) });
    expect(up).toMatchObject({
      credit: expected.credit,
      charge: expected.charge,
      total: expected.net,
    });
    const down = await amend(tenancy, { ...signed, day, quantity: String(given.old_quantity) });
    expect(down).toMatchObject({
      credit: `-${expected.charge}`,
      charge: String(expected.credit).slice(1),
      total: `-${expected.net}`,
    });
  });
});

test("forty more seats for half a year are one invoice to the cent", async () => {
  const { given, expect: expected } = example("proration-annual-seats");
  await inTenant(
    async (tenancy) => {
      const signed = await sign(tenancy, {
        start: "2026-02-01",
        end: "2027-01-31",
        frequency: "annual",
        quantity: String(given.old_quantity),
        price: String(given.price_per_seat_and_month),
      });
      await tenancy.clock.advance("2026-02-01T12:00:00Z");
      await tenancy.clock.advance("2026-08-01T12:00:00Z");
      const change: Change = {
        ...signed,
        day: String(given.change),
        quantity: String(given.new_quantity),
        invoiceNow: true,
      };
      const foreseen = await preview(tenancy, change);
      const result = await amend(tenancy, change);
      expect(result).toEqual({ ...foreseen, invoice_id: result.invoice_id });
      expect(result).toMatchObject({
        number: 1,
        credit: expected.credit,
        charge: expected.charge,
        subtotal: expected.net,
        tax: "0.00",
        total: expected.net,
        lines: [
          "(credit,2026-08-01,2027-01-31,100,-60432.66)",
          "(charge,2026-08-01,2027-01-31,140,84605.72)",
        ],
      });
      expect(
        await tenancy.as("viewer").one(
          `select status, billing_type, total::text, issue_date::text, due_date::text
          from billing.invoices where id = $1`,
          [result.invoice_id],
        ),
      ).toEqual({
        status: "draft",
        billing_type: "adjustment",
        total: expected.net,
        issue_date: "2026-08-01",
        due_date: "2026-08-31",
      });
      await tenancy.as("finance").rows("select billing.finalize_invoice($1)", [result.invoice_id]);
      expect(
        await tenancy.as("viewer").rows(
          `select effective_date::text, kind, amount::text from sales.mrr_movements
          order by effective_date`,
        ),
      ).toEqual([
        { effective_date: "2026-02-01", kind: "new", amount: "9990" },
        { effective_date: "2026-08-01", kind: "expansion", amount: "3996" },
      ]);
    },
    { clockAt: "2026-01-15T12:00:00Z" },
  );
});

interface Happening {
  day: number;
  kind: "quantity" | "price" | "end" | "add";
  amount: number;
  invoiceNow: boolean;
}

const happening: fc.Arbitrary<Happening> = fc.record({
  day: fc.integer({ min: 0, max: 364 }),
  kind: fc.constantFrom("quantity", "quantity", "price", "price", "end", "add"),
  amount: fc.integer({ min: 0, max: 99_999 }),
  invoiceNow: fc.boolean(),
});

const START = Date.UTC(2026, 1, 1);
const dayOf = (offset: number) => new Date(START + offset * 86_400_000).toISOString().slice(0, 10);

// What a line's pieces must be, whatever happened: of one price each, that of the terms which hold
// on their days, rounded once (or split over the months of its quarter); and together exactly what
// was billed and adjusted.
const WRONG_PIECES = `
  select b.line_id, b.period::text, b.amount::text, p.rated
  from billing.billed_periods as b
  join sales.contract_lines as l on l.id = b.line_id
  join sales.contracts as c on c.id = l.contract_id
  left join sales.line_prices(array[$1::uuid]) as p on p.line_id = b.line_id and p.valid && b.period
  where l.contract_id = $1 and (
    p.rated is distinct from b.rated or b.amount < 0 or b.discount < 0
    or abs(b.amount - b.rated * kernel.months_of(c.billing_frequency)
      * (upper(b.period) - lower(b.period))
      / (kernel.months_of(l.price_interval) * (upper(b.whole_period) - lower(b.whole_period)))
      ) > case when kernel.months_of(l.price_interval) > kernel.months_of(c.billing_frequency)
        then 0.01 else 0.005 end)`;

const DRIFTED_LINES = `
  select line_id, sum(amount), sum(discount)
  from (
    select b.line_id, b.amount, b.discount from billing.billed_periods as b
    union all
    select item.contract_line_id, -item.amount, -item.discount
    from billing.invoice_items as item
    where item.kind in ('recurring', 'one_time') and not exists (
      select from billing.adjustments as a where a.id = item.adjustment_id)
    union all
    select a.line_id, -a.amount, -a.discount from billing.adjustments as a where not a.is_dropped
  ) as entry
  join sales.contract_lines as l on l.id = entry.line_id
  where l.contract_id = $1
  group by line_id
  having sum(amount) <> 0 or sum(discount) <> 0`;

const WRONG_DAYS = `
  with prices as materialized (select * from sales.line_prices(array[$1::uuid])),
  days as (
    select day::date as day,
      (select coalesce(sum(m.amount), 0) from sales.mrr_movements as m
        where m.contract_id = $1 and m.effective_date <= day::date) as moved,
      (select coalesce(sum(p.mrr), 0) from prices as p where p.valid @> day::date) as held
    from generate_series(timestamp '2026-02-01', '2027-01-31', '1 day') as day
  )
  select day::text, moved, held from days where moved <> held`;

const OVERLOOKED_DAYS = `
  select p.line_id, day::date::text
  from sales.line_prices(array[$1::uuid]) as p
  cross join generate_series(timestamp '2026-02-01', '2027-01-31', '1 day') as day
  where p.valid @> day::date and day::date < $2
    and not exists (select from billing.billed_periods as b
      where b.line_id = p.line_id and b.period @> day::date)`;

test("any history of amendments bills price over time", async () => {
  await inTenant(
    async (tenancy) => {
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom("monthly", "quarterly", "annual"),
          fc.constantFrom("anniversary", "calendar"),
          fc.constantFrom(null, "12.5"),
          fc.integer({ min: 1, max: 300 }),
          fc.integer({ min: 1, max: 99_999 }),
          fc.integer({ min: 0, max: 12 }),
          fc.array(happening, { minLength: 1, maxLength: 6 }),
          async (frequency, alignment, discount, quantity, cents, billedMonths, happenings) => {
            const { as, root } = tenancy;
            const account = await as("sales").value("select id from customers.create_account('A')");
            const contract = await as("sales").value<string>(
              `select id from sales.create_contract($1, '2026-02-01', '2027-01-31',
                billing_frequency => $2, billing_alignment => $3, lines => array[
                  (null, null, 'Seats', null, $4, null, $5::numeric / 100, null, null, null, 'month',
                    null, null, $6, array[('2026-07-10', $4::numeric + 3, null)
                    ]::sales.ramp_step_input[], null),
                  (null, null, 'Units', 'graduated', $4, null, null,
                    array[(10, 7.77, 5), (null, 6.66, 0)]::catalog.tier[], null, null, 'quarter',
                    null, null, null, null, null)
                ]::sales.contract_line_input[])`,
              [account, frequency, alignment, quantity, cents, discount],
            );
            // As a run would: everything due until a day, and the schedule moved on.
            const until = dayOf(billedMonths * 30);
            await root.rows("select billing.bill_contracts(array[$1::uuid], $2)", [
              contract,
              until,
            ]);
            for (const { day, kind, amount, invoiceNow } of happenings) {
              const lines = await as("viewer").rows<{ id: string; pricing_model: string }>(
                "select id, pricing_model from sales.contract_lines where contract_id = $1 order by 1",
                [contract],
              );
              const line = lines[amount % lines.length];
              if (!line) throw new Error("A contract without lines.");
              const change = kind === "add" ? null : line.id;
              const call = (routine: string): [string, unknown[]] => [
                `select array(select row(case when $3::uuid is not null then l.line_id end, l.kind,
                    l.period_start, l.period_end, l.quantity, l.unit_price, l.amount,
                    l.discount)::text from unnest(r.lines) as l) as lines, r.subtotal::text, r.discount::text, r.total::text
                from billing.${routine}($1, $2, array[($3, $4, null, $5, $6, case when $7 then
                  (null, null, 'More', null, 2, null, 3.33, null, null, null, null, null, null,
                    null, null, null)::sales.contract_line_input end
                )]::sales.contract_change_input[], invoice_now => $8) as r`,
                [
                  contract,
                  dayOf(day),
                  change,
                  kind === "quantity" ? (amount % 500) / 2 : null,
                  kind === "price" ? amount / 1000 : null,
                  kind === "end" ? true : null,
                  kind === "add",
                  invoiceNow,
                ],
              ];
              const foreseen = await as("sales")
                .one(...call("preview_amendment"))
                .catch((error: { code?: string }) => error.code);
              const done = await as("sales")
                .one(...call("amend_contract"))
                .catch((error: { code?: string }) => error.code);
              expect(done).toEqual(foreseen);
              if (typeof done === "string") expect(done).toBe("INPUT");
              expect(await root.rows(WRONG_PIECES, [contract])).toEqual([]);
              expect(await root.rows(DRIFTED_LINES, [contract])).toEqual([]);
              expect(await root.rows(WRONG_DAYS, [contract])).toEqual([]);
            }
            // The rest of the year is billed like any other.
            await root.rows("select billing.bill_contracts(array[$1::uuid], '2027-03-01')", [
              contract,
            ]);
            expect(await root.rows(OVERLOOKED_DAYS, [contract, "2027-02-01"])).toEqual([]);
            expect(await root.rows(WRONG_PIECES, [contract])).toEqual([]);
            expect(await root.rows(DRIFTED_LINES, [contract])).toEqual([]);
          },
        ),
        { numRuns: 15 },
      );
    },
    { clockAt: "2026-02-01T12:00:00Z" },
  );
}, 120_000);

test("amendments and runs at once come one after the other", async () => {
  await inTenant(
    async (tenancy) => {
      const { as, root } = tenancy;
      const signed = await sign(tenancy, {
        start: "2026-02-01",
        end: "2027-01-31",
        frequency: "monthly",
        quantity: "10",
        price: "33.33",
      });
      for (const month of ["03", "04", "05"]) {
        const happened = await Promise.allSettled([
          root.rows("select billing.bill_contracts(array[$1::uuid], $2)", [
            signed.contract,
            `2026-${month}-01`,
          ]),
          ...[1, 2, 3].map((n) =>
            amend(tenancy, {
              ...signed,
              day: `2026-${month}-1${n}`,
              quantity: String(Number(month) * 10 + n),
              invoiceNow: n === 2,
            }),
          ),
          as("finance").rows("select billing.generate_invoice($1)", [signed.contract]),
        ]);
        expect(happened.filter((it) => it.status === "rejected")).toEqual([]);
      }
      expect(await root.rows(WRONG_PIECES, [signed.contract])).toEqual([]);
      expect(await root.rows(DRIFTED_LINES, [signed.contract])).toEqual([]);
      expect(await root.rows(WRONG_DAYS, [signed.contract])).toEqual([]);
      expect(
        await as("viewer").value(
          "select count(*)::int from sales.amendments where contract_id = $1",
          [signed.contract],
        ),
      ).toBe(9);
    },
    { clockAt: "2026-02-01T12:00:00Z" },
  );
});

test("what a credit note gave back is not given back again", async () => {
  await inTenant(
    async (tenancy) => {
      const signed = await sign(tenancy, {
        start: "2026-04-01",
        end: "2027-03-31",
        frequency: "monthly",
        quantity: "1",
        price: "30",
      });
      const invoice = await bill(tenancy, signed.contract, "2026-04-01", "2026-04-30");
      const finance = tenancy.as("finance");
      await finance.rows("select billing.finalize_invoice($1)", [invoice]);
      await finance.rows(
        `select billing.create_credit_note($1, 'Outage', lines => array[(item.id, 25)
          ]::billing.credit_note_line_input[])
        from billing.invoice_items as item where item.invoice_id = $1`,
        [invoice],
      );
      const result = await amend(tenancy, { ...signed, day: "2026-04-11", ends: true });
      expect(result).toMatchObject({ credit: "-5.00", total: "-5.00" });
    },
    { clockAt: "2026-04-01T12:00:00Z" },
  );
});
