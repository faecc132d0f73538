// Whatever was billed can be explained: a large random run, and every item of it worked out again
// from its explanation alone, in exact arithmetic.
import fc from "fast-check";
import { expect, test } from "vitest";
import { rework, WrongStep, type Step } from "../../support/explanations.ts";
import { rational, toUnits } from "../../support/rationals.ts";
import { openChance } from "../../support/random.ts";
import { inTenant, type Tenancy } from "../../support/tenants.ts";

const DECIMALS: Record<string, number> = { USD: 2, JPY: 0, KWD: 3 };
const START = Date.UTC(2026, 0, 1);
const dayOf = (offset: number) => new Date(START + offset * 86_400_000).toISOString().slice(0, 10);

const cents = fc.integer({ min: 1, max: 99_999 }).map((it) => it / 100);
const price = fc.integer({ min: 1, max: 9_999_999 }).map((it) => it / 10_000);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 2 });
const percent = fc.constantFrom(5, 10, 12.5, 33.333333);

const model = fc.oneof(
  fc.record({ pricing_model: fc.constantFrom("flat", "per_unit"), unit_price: price }),
  fc.record({
    pricing_model: fc.constant("package"),
    unit_price: price,
    package_size: fc.constantFrom(3, 10, 2.5),
    free_units: maybe(fc.constant(5)),
  }),
  fc.record({
    pricing_model: fc.constantFrom("volume", "graduated", "stairstep"),
    tiers: fc.tuple(price, price, maybe(cents), price).map(([a, b, fee, c]) => [
      { up_to: 20, unit_price: a, flat_fee: null },
      { up_to: 100, unit_price: b, flat_fee: fee },
      { up_to: null, unit_price: c, flat_fee: null },
    ]),
  }),
);

const line = fc.record({
  product: fc.integer({ min: 0, max: 2 }),
  account: maybe(fc.integer({ min: 0, max: 3 })),
  terms: model,
  interval: fc.constantFrom("month", "month", "quarter", "year", "one_time"),
  quantity: fc.integer({ min: 0, max: 300 }).map((it) => it / 2),
  committed: maybe(fc.integer({ min: 1, max: 120 })),
  discount: maybe(percent),
  ramp: maybe(fc.integer({ min: 1, max: 50 })),
  starts: maybe(fc.integer({ min: 1, max: 40 })),
});

const shape = fc.record({
  account: fc.integer({ min: 0, max: 3 }),
  currency: fc.constantFrom("USD", "USD", "JPY", "KWD"),
  starts: fc.integer({ min: 0, max: 40 }),
  days: fc.constantFrom(90, 364, 364, 364),
  frequency: fc.constantFrom("monthly", "monthly", "quarterly", "annual"),
  alignment: fc.constantFrom("anniversary", "calendar"),
  inAdvance: fc.constantFrom(true, true, false),
  lines: fc.array(line, { minLength: 1, maxLength: 3 }),
  milestones: maybe(fc.integer({ min: 1, max: 99_999 })),
  minimum: maybe(fc.constantFrom("month", "quarter", "term")),
  covered: maybe(fc.constantFrom("seats", "shares", "alike")),
  discounts: fc.array(
    fc.record({
      percent: maybe(percent),
      amount: cents,
      duration: fc.constantFrom("once", "repeating", "forever"),
    }),
    { maxLength: 2 },
  ),
  coupon: maybe(fc.constantFrom("TEN", "FIFTY", "PRODUCT")),
  changes: fc.array(
    fc.record({
      after: fc.integer({ min: 0, max: 2 }),
      // So many days before the day until which all was billed.
      back: fc.integer({ min: 0, max: 60 }),
      kind: fc.constantFrom("quantity", "quantity", "price", "end", "add"),
      number: fc.integer({ min: 1, max: 400 }),
      invoiceNow: fc.constantFrom(true, false, false, false),
      // And once more, before anything is billed.
      again: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4, size: "max" },
  ),
});
type Shape = typeof shape extends fc.Arbitrary<infer T> ? T : never;

async function prepare({ as }: Tenancy, mode: string, isIncluded: boolean) {
  await as("finance").rows("select tax.change_tax_settings($1, $2)", [mode, isIncluded]);
  await as("finance").rows("select tax.add_tax_registration('US-TX', '1', '2020-01-01')");
  await as("finance").rows("select tax.add_tax_registration('DE', '2', '2020-01-01')");
  await as("finance").rows("select tax.add_tax_locality('US-TX', 'city', 'Austin', '{78701}')");
  await as("finance").rows(
    "select tax.add_tax_rate('US-TX/austin', 2.125, valid_from => '2020-01-01')",
  );
  await as("finance").rows(`
    select catalog.create_discount('Ten', percent => 10, code => 'TEN', duration => 'repeating',
      duration_months => 4),
    catalog.create_discount('Fifty', amount => 50, code => 'FIFTY', currency => 'USD',
      duration => 'once')`);
  const products = await as("finance").rows<{ id: string }>(
    "select (catalog.create_product('Product ' || n)).id from generate_series(1, 2) as n",
  );
  await as("finance").rows(
    `select catalog.create_discount('Product', percent => 20, code => 'PRODUCT',
      duration => 'forever', product_ids => array[$1::uuid])`,
    [products[0]!.id],
  );
  const accounts = await as("sales").rows<{ id: string }>(`
    with top as materialized (select id from customers.create_account('Top'))
    select id from top
    union all
    select (customers.create_account('Below ' || n, parent_account_id => top.id)).id
    from top, generate_series(1, 3) as n`);
  const [top, ...below] = accounts.map((it) => it.id);
  for (const [id, place] of [
    [top, "('1', null, 'Austin', 'TX', '78701', 'US')"],
    [below[0], "('1', null, 'Berlin', null, '10115', 'DE')"],
    [below[1], "('1', null, 'Dallas', 'TX', '75001', 'US')"],
  ])
    await as("sales").rows(`select customers.set_address($1, 'billing', ${place})`, [id]);
  await as("finance").rows("update customers.accounts set payer = 'parent' where id = any($1)", [
    below.slice(0, 2),
  ]);
  return { accounts: [top!, ...below], products: products.map((it) => it.id) };
}

type Cast = Awaited<ReturnType<typeof prepare>>;

function contractOf(one: Shape, { accounts, products }: Cast) {
  const end = one.starts + one.days;
  return {
    account_id: accounts[one.account],
    start_date: dayOf(one.starts),
    end_date: dayOf(end),
    lines: [
      ...one.lines.map((it, n) => ({
        product_id: products[it.product],
        account_id: it.account === null ? null : accounts[it.account],
        description: `Line ${n}`,
        ...it.terms,
        quantity: it.quantity,
        committed_quantity: it.committed,
        price_interval: it.interval,
        discount_percent: it.discount,
        start_date: it.starts === null ? null : dayOf(one.starts + it.starts),
        ramp:
          it.ramp === null || it.interval === "one_time"
            ? null
            : [{ from: dayOf(one.starts + 45 + it.ramp), quantity: it.quantity + it.ramp }],
      })),
      ...(one.milestones === null
        ? []
        : [
            {
              description: "Project",
              pricing_model: "flat",
              unit_price: one.milestones,
              price_interval: "one_time",
              milestones: [33.333, 33.333, 33.334].map((share, n) => ({
                date: dayOf(one.starts + 20 * n),
                percent: share,
              })),
            },
          ]),
    ],
    minimum: one.minimum === null ? null : { amount: 5000, interval: one.minimum },
    covered:
      one.covered === null || one.account !== 0
        ? null
        : accounts.slice(1).map((account_id, n) => ({
            account_id,
            seats: one.covered === "seats" ? (n + 1) / 2 : null,
            share: one.covered === "shares" ? n + 1.5 : null,
          })),
    discounts: one.discounts.map((it) => ({
      percent: it.percent,
      amount: it.percent === null ? Math.ceil(it.amount) : null,
      duration: it.duration,
      duration_months: it.duration === "repeating" ? 5 : null,
      reason: "Agreed",
    })),
    coupon: one.coupon === "FIFTY" && one.currency !== "USD" ? null : one.coupon,
  };
}

const SIGN = `
  select id from sales.create_contract(
    ($1::jsonb ->> 'account_id')::uuid, ($1 ->> 'start_date')::date, ($1 ->> 'end_date')::date,
    currency => $2, billing_frequency => $3, billing_alignment => $4, billing_in_advance => $5,
    lines => array(select l from jsonb_populate_recordset(null::sales.contract_line_input,
      $1 -> 'lines') as l),
    minimum_commitment => jsonb_populate_record(null::sales.minimum_commitment,
      nullif($1 -> 'minimum', 'null')),
    covered_accounts => (select array_agg(c) from jsonb_populate_recordset(
      null::sales.covered_account, nullif($1 -> 'covered', 'null')) as c),
    discounts => array(select d from jsonb_populate_recordset(null::sales.contract_discount_input,
      $1 -> 'discounts') as d),
    coupon_codes => case when $1 ->> 'coupon' is not null then array[$1 ->> 'coupon'] end)`;

const AMEND = `
  select billing.amend_contract($1, $2, array[(
    case when $3 <> 'add' then (
      select l.id from sales.contract_lines as l where l.contract_id = $1
      order by l."position" offset $4 % (
        select count(*) from sales.contract_lines as l where l.contract_id = $1) limit 1) end,
    case when $3 = 'quantity' then $4 / 2.0 end, null, case when $3 = 'price' then $4 / 7 end,
    case when $3 = 'end' then true end,
    case when $3 = 'add' then jsonb_populate_record(null::sales.contract_line_input,
      jsonb_build_object('description', 'More', 'quantity', $4, 'unit_price', 1.11,
        'discount_percent', 5)) end
    )::sales.contract_change_input], invoice_now => $5)`;

/** What people do to drafts: void one, take an item off or add one, credit most of another. */
async function meddle({ as }: Tenancy) {
  const drafts = await as("viewer").rows<{ id: string; item_id: string }>(
    `select i.id, (select item.id from billing.invoice_items as item where item.invoice_id = i.id
      order by item."position" limit 1) as item_id
    from billing.invoices as i where i.status = 'draft' and i.contract_id is not null order by i.id`,
  );
  for (const [n, draft] of drafts.entries()) {
    const calls =
      n % 9 === 0
        ? ["select billing.void_invoice($1, 'Wrong') where $2::uuid is not null"]
        : n % 7 === 0
          ? ["select billing.remove_invoice_item($1, $2)"]
          : n % 5 === 0
            ? [
                "select billing.finalize_invoice($1) where $2::uuid is not null",
                `select billing.create_credit_note($1, 'Outage', lines => array[(item.id,
                  trunc((item.amount - item.discount) * 0.9))::billing.credit_note_line_input])
                from billing.invoice_items as item where item.id = $2`,
              ]
            : n % 4 === 0
              ? ["select billing.add_invoice_item($1, 'More', 3, 7.77) where $2::uuid is not null"]
              : [];
    for (const call of calls)
      await as("finance").rows(call, [draft.id, draft.item_id]).catch(refusals);
  }
}

/** What the rules forbid is left out of the game. */
function refusals(error: { code?: string }): undefined {
  if (!["INPUT", "SEATS", "TRANS", "CNFLT", "NOTFD", "DCPRO", "OVRAP"].includes(error.code ?? ""))
    throw error;
}

const BY_HAND = `
  with drafts as materialized (
    select (billing.create_invoice(a.id, currency => 'USD', items => array[
      (null, null, 'Work', 3, 33.333 + n, 1.11, null, null, null, null),
      (null, null, 'Taxed by hand', 1, 77.77, null, 7.77, null, null, null),
      (null, null, 'Trifle', 1, 0.03, null, null, null, null, null)]::billing.invoice_item_input[])).id, n
    from customers.accounts as a, generate_series(1, 4) as n
  ),
  discounted as materialized (
    select (billing.discount_invoice(d.id, percent => 12.5)).id, d.n from drafts as d
  ),
  more as materialized (
    select (billing.add_invoice_item(d.id, 'More', 2, 5.55)).id, d.n from discounted as d
  )
  select (billing.discount_invoice(m.id, amount => 9.99)).id from more as m where m.n > 1`;

interface Explained extends Record<string, unknown> {
  id: string;
  kind: string;
  currency: string;
  steps: Step[];
  agrees: boolean;
  amount: string;
  discount: string;
  tax: string;
}

async function explainAll({ as }: Tenancy): Promise<Explained[]> {
  return await as("viewer").rows<Explained>(`
    select item.id, item.kind, e.currency, e.steps, e.agrees, item.amount::text,
      item.discount::text, item.tax::text
    from billing.invoice_items as item
    cross join lateral billing.invoice_items_explanation(item) as e`);
}

async function play(tenancy: Tenancy, mode: string, isIncluded: boolean, shapes: Shape[]) {
  const { as, root } = tenancy;
  const cast = await prepare(tenancy, mode, isIncluded);
  const contracts: { id: string; one: Shape }[] = [];
  for (const one of shapes) {
    const id = await as("sales")
      .value<string>(SIGN, [
        JSON.stringify(contractOf(one, cast)),
        one.currency,
        one.frequency,
        one.alignment,
        one.inAdvance,
      ])
      .catch(refusals);
    if (id) contracts.push({ id, one });
  }
  const ids = contracts.map((it) => it.id);
  for (const [turn, until] of [30, 100, 200, 420].entries()) {
    await root.rows("update tenancy.tenants set clock_at = $2::date + time '12:00' where id = $1", [
      tenancy.tenantId,
      dayOf(until),
    ]);
    await root.rows("select billing.bill_contracts($1, $2)", [ids, dayOf(until)]);
    for (const { id, one } of contracts)
      for (const change of one.changes.filter((it) => it.after === turn))
        for (const times of change.again ? [0, 1] : [0])
          await as("sales")
            .rows(AMEND, [
              id,
              dayOf(until - change.back + 9 * times),
              change.kind,
              // The same line again: there are at most four, or one more.
              change.number + 60 * times,
              change.invoiceNow && times === 0,
            ])
            .catch(refusals);
    await meddle(tenancy);
    if (turn === 2)
      await as("finance").rows("select tax.change_tax_settings($1, $2)", [
        mode === "line" ? "invoice" : "line",
        !isIncluded,
      ]);
    if (turn === 1)
      await as("sales").rows(
        `select sales.set_covered_accounts(s.contract_id, array[(s.account_id, null, 1)
          ]::sales.covered_account[])
        from sales.contract_shares as s where s."position" = 2`,
      );
  }
  await root.rows("select billing.bill_contracts($1, $2)", [ids, dayOf(460)]);
  await as("finance").rows(BY_HAND);
  return contracts.length;
}

const seen = new Set<string>();

function isExplained({ steps, ...item }: Explained): boolean {
  const decimals = DECIMALS[item.currency]!;
  const units = (text: string) => toUnits(rational(text), decimals);
  try {
    const { amount, discount, tax } = rework(steps, decimals);
    return (
      item.agrees &&
      amount === units(item.amount) &&
      discount === units(item.discount) &&
      tax === units(item.tax)
    );
  } catch (error) {
    if (!(error instanceof WrongStep)) throw error;
    return false;
  }
}

// Few in a build, and the same; many, and others, in the long proofs.
const HISTORIES = process.env.TENOR_HISTORIES ? 60 : 16;
const { seed } = openChance();

test.concurrent.each([
  ["invoice", false, seed],
  ["line", false, seed + 1],
  ["invoice", true, seed + 2],
  ["line", true, seed + 3],
])(
  "every item is what its explanation makes of it: tax by %s at first, included: %s, seed %s",
  (mode, isIncluded, seed) =>
    inTenant(
      async (tenancy) => {
        await play(tenancy, mode, isIncluded, fc.sample(shape, { numRuns: HISTORIES, seed }));
        const items = await explainAll(tenancy);
        for (const { steps } of items) for (const { step } of steps) seen.add(step);
        const wrong = items.filter((it) => !isExplained(it));
        expect(wrong.slice(0, 1), `seed ${seed}`).toEqual([]);
      },
      { clockAt: "2026-01-01T12:00:00Z" },
    ),
  240_000,
);

test("what was undone and what credit notes took before explains itself", () =>
  inTenant(
    async (tenancy) => {
      const { as } = tenancy;
      const account = await as("sales").value<string>(
        "select id from customers.create_account('Acme')",
      );
      const sign = async () => {
        const contract = await as("sales").value<string>(
          `select id from sales.create_contract($1, '2026-01-01', '2026-12-31',
            billing_frequency => 'annual', seat_count => 10, seat_price => 10)`,
          [account],
        );
        const invoice = await as("finance").value<string>(
          "select (billing.finalize_invoice((billing.generate_invoice($1)).id)).id",
          [contract],
        );
        const seats = (on: string, seats: number) =>
          as("sales").value<string>(
            `select invoice_id from billing.amend_contract($1, $2, array(
              select (l.id, $3, null, null, null, null)::sales.contract_change_input
              from sales.contract_lines as l where l.contract_id = $1), invoice_now => true)`,
            [contract, on, seats],
          );
        return { invoice, seats };
      };
      const undone = await sign();
      const changes = [await undone.seats("2026-07-02", 9), await undone.seats("2026-07-02", 10)];
      for (const id of changes.reverse())
        await as("finance").rows("select billing.void_invoice($1, 'Wrong')", [id]);

      const noted = await sign();
      await as("finance").rows(
        `select billing.create_credit_note($1, 'Outage', lines => array(
          select (item.id, 960)::billing.credit_note_line_input
          from billing.invoice_items as item where item.invoice_id = $1))`,
        [noted.invoice],
      );
      await noted.seats("2026-07-02", 9);
      await noted.seats("2026-09-01", 12);
      const items = await explainAll(tenancy);
      expect(items).toHaveLength(2 + 4 + 4);
      expect(items.filter((it) => !isExplained(it))).toEqual([]);
    },
    { clockAt: "2026-07-02T12:00:00Z" },
  ));

test("no kind of step was left out", () => {
  expect([...seen].sort()).toEqual([
    "by_hand",
    "carried_discount",
    "charge",
    "credit",
    "discount",
    "discount_back",
    "line_discount",
    "minimum",
    "net",
    "price",
    "returned",
    "share",
    "tax",
    "true_up",
    "used",
    "used_share",
  ]);
});
