// Whatever people do in whatever order, while days go by: what must hold, holds; and what was shown
// before is what is billed.
import { setTimeout as sleep } from "node:timers/promises";
import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openChance } from "../support/random.ts";
import { openTenant, type Persona, type Tenancy } from "../support/tenants.ts";

// Histories of one, and of five at once: as many as there is time for in a build.
const [ALONE, TOGETHER] = process.env.TENOR_HISTORIES ? [100, 40] : [14, 6];
const IDENTITIES = fs.readFileSync(
  path.join(import.meta.dirname, "../support/identities.sql"),
  "utf8",
);
const DAY_MS = 86_400_000;

const pick = fc.nat(50);
const cents = fc.integer({ min: 1, max: 60_000 });
// Of what is recorded when it was long done.
const late = fc.constantFrom(null, null, -3, -30);
const often = <T>(arbitrary: fc.Arbitrary<T>) => ({ weight: 3, arbitrary });
const step = fc.oneof(
  fc.record({
    kind: fc.constant("sign" as const),
    pick,
    cents,
    days: fc.integer({ min: -20, max: 20 }),
    months: fc.constantFrom(1, 3, 12),
    frequency: fc.constantFrom("monthly", "quarterly"),
    inAdvance: fc.boolean(),
    discount: fc.option(fc.integer({ min: 1, max: 90 }), { nil: undefined }),
    fee: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant("amend" as const),
    pick,
    days: fc.integer({ min: -40, max: 40 }),
    quantity: fc.integer({ min: 0, max: 40 }),
    now: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant("cancel" as const),
    pick,
    days: fc.integer({ min: 0, max: 60 }),
    withCredit: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("run" as const), days: fc.integer({ min: 0, max: 40 }) }),
  fc.record({ kind: fc.constant("generate" as const), pick }),
  fc.record({ kind: fc.constant("write" as const), pick, cents }),
  often(fc.record({ kind: fc.constant("issue" as const), pick })),
  fc.record({ kind: fc.constant("receive" as const), pick, cents, late, auto: fc.boolean() }),
  often(fc.record({ kind: fc.constant("pay in advance" as const), pick, cents, late })),
  often(fc.record({ kind: fc.constant("deduct" as const), pick })),
  often(fc.record({ kind: fc.constant("pay" as const), pick, percent: fc.constantFrom(30, 100) })),
  fc.record({ kind: fc.constant("apply" as const), pick }),
  fc.record({ kind: fc.constant("refund" as const), pick, cents, late }),
  often(
    fc.record({
      kind: fc.constant("credit" as const),
      pick,
      percent: fc.constantFrom(7, 50, 100, undefined),
      settlement: fc.constantFrom("balance", "refund"),
    }),
  ),
  fc.record({
    kind: fc.constant("credit tax" as const),
    pick,
    percent: fc.constantFrom(7, 50, 100),
  }),
  often(fc.record({ kind: fc.constant("pay back" as const), pick })),
  fc.record({
    kind: fc.constant("pay out" as const),
    pick,
    cents,
    days: fc.integer({ min: -9, max: 0 }),
  }),
  often(fc.record({ kind: fc.constant("use balance" as const), pick })),
  often(fc.record({ kind: fc.constant("reverse" as const), pick, late })),
  often(fc.record({ kind: fc.constant("unapply" as const), pick, half: fc.boolean() })),
  fc.record({ kind: fc.constant("void" as const), pick }),
  fc.record({ kind: fc.constant("reissue" as const), pick }),
  fc.record({
    kind: fc.constant("write off" as const),
    pick,
    relief: fc.constantFrom("auto", "none"),
  }),
  fc.record({
    kind: fc.constant("write off a remainder" as const),
    pick,
    percent: fc.constantFrom(1, 60, 100),
  }),
  often(
    fc.record({
      kind: fc.constant("write off, then change" as const),
      pick,
      percent: fc.constantFrom(30, 60, 100),
      days: fc.integer({ min: -40, max: 40 }),
      quantity: fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined }),
    }),
  ),
  often(fc.record({ kind: fc.constant("recover" as const), pick, cents, late })),
  fc.record({ kind: fc.constant("close a month" as const), months: fc.constantFrom(1, 2) }),
  often(fc.record({ kind: fc.constant("freeze a return" as const), pick })),
  fc.record({ kind: fc.constant("change the tax basis" as const) }),
  fc.record({ kind: fc.constant("retry" as const), pick }),
  often(
    fc.record({ kind: fc.constant("days go by" as const), days: fc.integer({ min: 1, max: 45 }) }),
  ),
);
const basis = fc.constantFrom("invoice", "cash");
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

// Refusals are answers; anything else is a fault.
const REFUSALS = [
  "TRANS",
  "OVRAP",
  "NOTFD",
  "INPUT",
  "NOTHG",
  "CNFLT",
  "RFNDD",
  "AHEAD",
  "PCLOS",
  "PHIND",
  // Of two who freeze the same return at once the second.
  "23P01",
];

const chance = openChance();

test(`random histories, seed ${chance.seed}`, async () => {
  const happened: Record<string, number> = {};
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 8, maxLength: 30 }),
      fc.constantFrom(null, 0, 3),
      basis,
      async (steps, finalizeAfterDays, taxBasis) => {
        const history = await begin(finalizeAfterDays, taxBasis);
        for (const it of steps) {
          if (await play(history, it)) happened[it.kind] = (happened[it.kind] ?? 0) + 1;
        }
        expect(await broken(history.tenancy)).toEqual([]);
      },
    ),
    { numRuns: ALONE, seed: chance.seed },
  );
  console.log(`seed ${chance.seed}`, happened);
}, 900_000);

test(`random histories of five people at once, seed ${chance.seed}`, async () => {
  const deadlocks: string[] = [];
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 6, maxLength: 15 }), { minLength: 5, maxLength: 5 }),
      basis,
      async (people, taxBasis) => {
        const history = await begin(0, taxBasis);
        history.atOnce = (it) => deadlocks.push(it);
        await Promise.all(
          people.map(async (steps) => {
            for (const it of steps) await play(history, it);
          }),
        );
        expect(await broken(history.tenancy)).toEqual([]);
      },
    ),
    { numRuns: TOGETHER, seed: chance.seed },
  );
  console.log("deadlocks", deadlocks);
}, 900_000);

interface History {
  /** Told of deadlocks, where several play at once. */
  atOnce?: (what: string) => void;
  tenancy: Tenancy;
  admin: Persona;
  accounts: string[];
  ask<T>(sql: string, values: unknown[]): Promise<T | undefined>;
  idsOf(sql: string): Promise<string[]>;
}

async function begin(finalizeAfterDays: number | null, taxBasis: string): Promise<History> {
  const tenancy = await openTenant({ clockAt: "2026-01-15T12:00:00Z" });
  const admin = tenancy.as("admin");
  await tenancy.root.rows("update tenancy.tenants set finalize_after_days = $2 where id = $1", [
    tenancy.tenantId,
    finalizeAfterDays,
  ]);
  await admin.rows("select tax.add_tax_registration('US-CA', 'CA-1', '2020-01-01')");
  await admin.rows("select billing.set_allowance_matrix(1, 5, 12.5, 50, 100)");
  // Where the tax of a bad debt comes back later, or at once.
  const [country, number, currency] =
    finalizeAfterDays === 0 ? ["GB", "GB 123 4567 82", "GBP"] : ["DE", "DE136695976", "EUR"];
  await admin.rows("select tax.add_tax_registration($1, $2, '2020-01-01')", [country, number]);
  await admin.rows(
    `update tenancy.legal_entities
    set country = $1, line1 = 'Street 1', city = 'Town', tax_basis = $2`,
    [country, taxBasis],
  );
  await admin.rows(
    `select currencies.set_exchange_rate('USD', $1, 0.8, day::date)
    from generate_series(date '2025-11-01', '2030-01-01', interval '7 days') as day`,
    [currency],
  );
  const abroad = "row('1 Market St', null, 'San Francisco', 'CA', '94105', 'US')";
  const atHome = `row('1 High St', null, 'Town', null, '10115', '${country}')`;
  const open = (name: string, parent?: string) =>
    admin.value<string>(
      `select id from customers.create_account($1, parent_account_id => $2, payer => $3,
        billing_address => ${name === "Alone" ? atHome : abroad})`,
      [name, parent ?? null, parent ? "parent" : null],
    );
  const group = await open("Group");
  const accounts = [group, await open("North", group), await open("Alone")];
  const ask: History["ask"] = async <T>(sql: string, values: unknown[]) => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await admin.value<T>(sql, values);
      } catch (error) {
        const { code = "" } = error as { code?: string };
        if (REFUSALS.includes(code)) return undefined;
        // As the edge does, waiting included.
        if (!["40001", "40P01"].includes(code) || tries > 3 || !history.atOnce) throw error;
        history.atOnce(sql);
        await sleep(15 * 2 ** tries * Math.random());
      }
    }
  };
  const idsOf: History["idsOf"] = async (sql) =>
    (await admin.rows<{ id: string }>(`${sql} order by id`)).map(({ id }) => id);
  const history: History = { tenancy, admin, accounts, ask, idsOf };
  await play(history, {
    kind: "sign",
    pick: 2,
    cents: 9_990,
    days: 0,
    months: 12,
    frequency: "monthly",
    inAdvance: true,
    discount: undefined,
    fee: true,
  });
  return history;
}

const broken = ({ root }: Tenancy) =>
  root.transaction(async (client) => {
    await client.query("set local role tenor_owner");
    return (await client.query(IDENTITIES)).rows;
  });

const INVOICES = "select id from billing.invoices";
const CONTRACTS = "select id from sales.contracts";

/** Whether it was done. */
async function play(history: History, it: Step): Promise<boolean> {
  const { tenancy, accounts, ask, idsOf } = history;
  const now = await tenancy.clock.now();
  const dayIn = (days: number) =>
    new Date(now.getTime() + days * DAY_MS).toISOString().slice(0, 10);
  const one = async (sql: string): Promise<string | undefined> => {
    const ids = await idsOf(sql);
    return "pick" in it ? ids[it.pick % Math.max(ids.length, 1)] : undefined;
  };
  const amount = "cents" in it ? (it.cents / 100).toFixed(2) : null;
  const lateDay = "late" in it && it.late !== null ? dayIn(it.late) : null;
  const done = async (sql: string, values: unknown[]) => (await ask(sql, values)) != null;
  switch (it.kind) {
    case "sign":
      return await done(
        `select (sales.create_contract($1, $2::date, ($2::date + $3 * interval '1 month')::date - 1,
          billing_frequency => $4, billing_in_advance => $5, renewal_notice_days => 0,
          lines => array(
            select (line.product_id, line.account_id, line.description, line.pricing_model,
              line.quantity, line.committed_quantity, line.unit_price, line.tiers,
              line.package_size, line.free_units, line.price_interval, line.start_date,
              line.end_date, line.discount_percent, line.ramp, line.milestones
              )::sales.contract_line_input from unnest(array[
              (null, null, 'Seats', null, 7, null, round($6::numeric / 10, 2), null, null, null,
                'month', null, null, null, null, null),
              (null, null, 'Setup', 'flat', 1, null, $6, null, null, null, 'one_time', null, null,
                null, null, null)]::sales.contract_line_input[]) with ordinality as line
            where line.ordinality = 1 or $8), discounts => array(
            select (null, null, $7, null, 'forever', null, null, 'Fair'
              )::sales.contract_discount_input where $7::numeric is not null))).id`,
        [
          accounts[it.pick % accounts.length],
          dayIn(it.days),
          it.months,
          it.frequency,
          it.inAdvance,
          amount,
          it.discount ?? null,
          it.fee,
        ],
      );
    case "amend":
      return await done(
        `select ((billing.amend_contract(l.contract_id, $2, array[
          (l.id, null, null, $3, null, null)::sales.contract_change_input],
          invoice_now => $4)).amendment).id
        from sales.contract_lines as l where l.contract_id = $1 limit 1`,
        [await one(CONTRACTS), dayIn(it.days), it.quantity, it.now],
      );
    case "cancel":
      return await done("select (billing.cancel_contract($1, 'Over', $2, $3)).id", [
        await one(CONTRACTS),
        dayIn(it.days),
        it.withCredit,
      ]);
    case "run":
      await runAsShown(history, dayIn(Math.min(it.days, 0)));
      return true;
    case "generate":
      return await done("select (billing.generate_invoice($1)).id", [await one(CONTRACTS)]);
    case "write":
      return await done(
        `select (billing.create_invoice($1, items => array[
          (null, null, 'Work', 1, $2, 0, null, null, null, null)::billing.invoice_item_input])).id`,
        [accounts[it.pick % accounts.length], amount],
      );
    case "issue":
      return await done("select (billing.finalize_invoice($1)).id", [
        await one(`${INVOICES} where status = 'draft'`),
      ]);
    case "receive":
      return await done(
        `select (payments.record_payment($2, $1, application => $3, received_on => $4)).id`,
        [accounts[it.pick % accounts.length], amount, it.auto ? "auto" : "none", lateDay],
      );
    case "pay in advance":
      return await done(
        `select (payments.record_payment($2::numeric + coalesce((
            select sum(t.amount) from tax.quote($1, $2, on_date => $3) as t), 0), $1,
          received_on => $3, deposit_for => row(array[
            (null, null, 'Work', 1, $2, 0, null, null, null, null)::billing.invoice_item_input]
          )::payments.deposit_input)).id`,
        [accounts[it.pick % accounts.length], amount, lateDay],
      );
    case "deduct":
      return await done(
        `select (billing.finalize_invoice(i.id, deduct_deposits => array(
          select d.id from billing.invoices as d
          where d.account_id = i.account_id and d.billing_type = 'advance' and d.status = 'paid'
            and billing.invoices_deposit_left(d) > 0
          order by d.id))).id
        from billing.invoices as i where i.id = $1`,
        [await one(`${INVOICES} where status = 'draft' and total > 0`)],
      );
    case "pay":
      return await done(
        `select (payments.record_payment(round(greatest(i.balance * $2 / 100, 0.01), 2),
          i.account_id, invoice_id => i.id)).id
        from billing.invoices as i where i.id = $1`,
        [await one(`${INVOICES} where balance > 0 and status <> 'draft'`), it.percent],
      );
    case "apply":
      return await done("select (payments.apply_payment($1)).id", [
        await one("select id from payments.payments"),
      ]);
    case "refund":
      return await done("select (payments.refund_payment($1, 'Too much', $2, $3)).id", [
        await one("select id from payments.payments where unapplied_amount > 0"),
        amount,
        lateDay,
      ]);
    case "credit":
      return await done(
        `select (billing.create_credit_note($1, 'Less', case when $2::numeric is not null then (
          select array_agg((item.id, round((item.amount - item.discount) * $2 / 100, 2)
            )::billing.credit_note_line_input)
          from billing.invoice_items as item where item.invoice_id = $1 and item.position = 1) end,
          $3)).id`,
        [
          await one(`${INVOICES} where status not in ('draft', 'void')`),
          it.percent ?? null,
          it.settlement,
        ],
      );
    case "credit tax":
      return await done(
        `select (billing.create_tax_note($1, 'Another rate', array[
          (item.id, round(item.tax * $2 / 100, 2))::billing.tax_note_line_input])).id
        from billing.invoice_items as item where item.invoice_id = $1 and item.position = 1`,
        [await one(`${INVOICES} where status not in ('draft', 'void') and tax > 0`), it.percent],
      );
    case "pay back":
      return await done("select (billing.refund_credit_note($1)).id", [
        await one("select id from billing.credit_notes where to_refund > 0"),
      ]);
    case "pay out":
      return await done(
        `select (billing.refund_balance(b.account_id, 'Left', least(b.balance, $2::numeric),
          b.currency, b.legal_entity_id, $3)).id
        from billing.account_balances as b where b.id = $1`,
        [
          await one("select id from billing.account_balances where balance > 0"),
          amount,
          dayIn(it.days),
        ],
      );
    case "use balance":
      return await done("select (billing.apply_account_balance($1)).id", [
        await one(
          `${INVOICES} as i where balance > 0 and status <> 'draft' and exists (
            select from billing.account_balances as b
            where b.account_id = i.account_id and b.balance > 0)`,
        ),
      ]);
    case "reverse":
      return await done("select (payments.reverse_payment($1, 'Bounced', $2)).id", [
        await one("select id from payments.payments where status <> 'reversed'"),
        lateDay,
      ]);
    case "unapply":
      return await done(
        `select (payments.unapply_payment(a.payment_id, a.invoice_id,
          case when $2 then greatest(round(a.amount / 2, 2), 0.01) end)).id
        from payments.payment_applications as a where a.id = $1`,
        [await one("select id from payments.payment_applications where amount > 0"), it.half],
      );
    case "void":
      return await done("select (billing.void_invoice($1, 'Wrong')).id", [await one(INVOICES)]);
    case "reissue":
      return await done("select (billing.reissue_invoice($1, 'Wrong')).id", [
        await one(`${INVOICES} where status not in ('draft', 'void')`),
      ]);
    case "write off":
      return await done("select (billing.write_off_invoice($1, 'Gone', tax_relief => $2)).id", [
        await one(`${INVOICES} where status in ('open', 'overdue', 'partially_paid')`),
        it.relief,
      ]);
    case "write off a remainder":
      return await done(
        `select (billing.write_off_invoice(i.id, 'Little',
          greatest(round(i.balance * $2 / 100, 2), 0.01))).id
        from billing.invoices as i where i.id = $1`,
        [
          await one(`${INVOICES} where status in ('open', 'overdue', 'partially_paid')`),
          it.percent,
        ],
      );
    case "write off, then change": {
      const invoice = await one(
        `${INVOICES} where status in ('open', 'overdue', 'partially_paid')
          and contract_id is not null`,
      );
      const givenUp = await done(
        `select (billing.write_off_invoice(i.id, 'Gone',
          greatest(round(i.balance * $2 / 100, 2), 0.01))).id
        from billing.invoices as i where i.id = $1`,
        [invoice, it.percent],
      );
      const changed =
        it.quantity === undefined
          ? await done(
              `select (billing.cancel_contract(i.contract_id, 'Over', $2, true)).id
              from billing.invoices as i where i.id = $1`,
              [invoice, dayIn(it.days)],
            )
          : await done(
              `select ((billing.amend_contract(l.contract_id, $2, array[
                (l.id, null, null, $3, null, null)::sales.contract_change_input],
                invoice_now => true)).amendment).id
              from billing.invoices as i
              join sales.contract_lines as l on l.contract_id = i.contract_id
              where i.id = $1 limit 1`,
              [invoice, dayIn(it.days), it.quantity],
            );
      return givenUp && changed;
    }
    case "recover":
      return await done(
        "select (payments.record_payment($2, invoice_id => $1, received_on => $3)).id",
        [await one(`${INVOICES} where status = 'uncollectible'`), amount, lateDay],
      );
    case "close a month":
      return await done(
        `select (ledger.close_period(to_char(
          tenancy.today() - $1 * interval '1 month', 'YYYY-MM'))).id`,
        [it.months],
      );
    case "freeze a return":
      return await done(
        `select (tax.freeze_tax_return(to_char(coalesce((
          select max(r.ends_on) + 1 from tax.tax_returns as r
          where r.registration_id is not distinct from $1), (
          select min(t.posted_on) from ledger.transfers as t)), 'YYYY-MM'), $1)).id`,
        [await one("select id from tax.tax_registrations union all select null")],
      );
    case "change the tax basis":
      return await done(
        `update tenancy.legal_entities
        set tax_basis = case tax_basis when 'cash' then 'invoice' else 'cash' end
        returning code`,
        [],
      );
    case "retry":
      return await done("select (tenancy.retry_duty_failure($1)).id", [
        await one("select id from tenancy.duty_failures where status = 'open'"),
      ]);
    case "days go by":
      return await done("select tenancy.advance_clock($1)", [dayIn(it.days)]);
  }
}

const SHOWN = `select shown.subtotal::text, shown.discount::text
  from billing.preview_invoice($1, $2) as shown`;
const MADE = `select coalesce(sum(item.amount), 0)::text as subtotal,
    coalesce(sum(item.discount), 0)::text as discount
  from billing.invoice_items as item
  left join billing.adjustments as a on a.id = item.adjustment_id
  join sales.contract_lines as l on l.id = coalesce(item.contract_line_id, a.line_id)
  where l.contract_id = $1 and item.invoice_id <> all ($2)`;

/** A run bills of each contract what was shown before. */
async function runAsShown(history: History, until: string): Promise<void> {
  const { tenancy, admin, idsOf } = history;
  if (history.atOnce) return await run(history, until);
  const contracts = await idsOf(`${CONTRACTS} where status <> 'draft'`);
  const before = await idsOf(INVOICES);
  const shown: unknown[] = [];
  for (const id of contracts) shown.push(await admin.one(SHOWN, [id, until]));
  await run(history, until);
  const made: unknown[] = [];
  for (const id of contracts) made.push(await tenancy.root.one(MADE, [id, before]));
  const sums = (all: unknown[]) =>
    (all as { subtotal: string; discount: string }[]).map(({ subtotal, discount }) => [
      Number(subtotal),
      Number(discount),
    ]);
  expect(sums(made)).toEqual(sums(shown));
}

async function run({ tenancy, ask, atOnce }: History, until: string): Promise<void> {
  await ask("select (billing.start_billing_run($1)).id", [until]);
  const queued = "select id from billing.run_batches where status = 'queued' and tenant_id = $1";
  for (const { id } of await tenancy.root.rows(queued, [tenancy.tenantId])) {
    for (let tries = 1; ; tries += 1) {
      try {
        await tenancy.as("worker").rows("select billing.bill_batch($1)", [id]);
        break;
      } catch (error) {
        if ((error as { code?: string }).code !== "40P01" || tries > 3 || !atOnce) throw error;
        atOnce("bill_batch");
      }
    }
  }
}
