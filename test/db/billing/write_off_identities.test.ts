// Whatever happens to an invoice that was given up: no part of it is lost twice, and when all of it
// is credited nothing is left of it in the books.
import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { inTenant, type Persona } from "../../support/tenants.ts";

const IDENTITIES = fs.readFileSync(
  path.join(import.meta.dirname, "../../support/identities.sql"),
  "utf8",
);
const REFUSALS = ["TRANS", "OVRAP", "INPUT", "RFNDD"];
const DAY_MS = 86_400_000;

const percent = fc.integer({ min: 1, max: 100 });
const act = fc.oneof(
  fc.record({
    kind: fc.constant("write off" as const),
    percent: fc.option(percent, { nil: null }),
    relief: fc.constantFrom("auto", "auto", "none"),
  }),
  fc.record({ kind: fc.constant("pay" as const), percent }),
  fc.record({ kind: fc.constant("take back" as const), pick: fc.nat(5), percent }),
  fc.record({ kind: fc.constant("credit" as const), percent }),
  fc.record({ kind: fc.constant("credit tax" as const), percent }),
  fc.record({ kind: fc.constant("days go by" as const), days: fc.integer({ min: 1, max: 70 }) }),
);
const item = fc.record({
  cents: fc.integer({ min: 1, max: 99_999 }),
  days: fc.option(fc.integer({ min: 1, max: 365 }), { nil: null }),
});

const LEFT = `
  select e.code, sum(coalesce(e.credit, 0) - coalesce(e.debit, 0))::text as amount
  from (
    select case e.code when 'bad_debt_recovery' then 'bad_debt' else e.code end as code, e.credit,
      e.debit
    from ledger.entries as e where e.subject_id = $1
  ) as e
  group by e.code having sum(coalesce(e.credit, 0) - coalesce(e.debit, 0)) <> 0`;

test.each(["DE", "GB"])("random ends of invoices in %s", (country) =>
  inTenant(async ({ as, root, clock }) => {
    const admin = as("admin");
    await settle(admin, country);
    await admin.rows("update tenancy.tenants set uses_unapplied_cash = false");
    await fc.assert(
      fc.asyncProperty(
        fc.array(item, { minLength: 1, maxLength: 3 }),
        fc.array(act, { minLength: 3, maxLength: 12 }),
        async (items, acts) => {
          const today = await clock.now();
          await quote(admin);
          const dayIn = (days: number) =>
            new Date(today.getTime() + days * DAY_MS).toISOString().slice(0, 10);
          const invoice = await admin.value<string>(
            `select (billing.finalize_invoice(i.id)).id
            from customers.create_account('North', billing_address =>
              row('1 Street', null, 'Town', null, '10115', $1)) as a
            cross join lateral billing.create_invoice(a.id, items => array(
              select (null, null, 'Work', 1, w.price, 0, null, w.starts, w.ends, null
                )::billing.invoice_item_input
              from unnest($2::numeric[], $3::date[], $4::date[]) as w (price, starts, ends))) as i`,
            [
              country,
              [9_999, ...items.map((it) => it.cents)].map((cents) => (cents / 100).toFixed(2)),
              [dayIn(-3), ...items.map((it) => (it.days ? dayIn(0) : null))],
              [dayIn(300), ...items.map((it) => (it.days ? dayIn(it.days) : null))],
            ],
          );
          for (const it of acts) await play(admin, invoice, it);
          await ask(admin, "select billing.create_credit_note($1, 'All of it')", [invoice]);
          expect(await admin.rows(LEFT, [invoice])).toEqual([]);
          expect(await admin.rows("select * from ledger.discrepancies")).toEqual([]);
        },
      ),
      { numRuns: 6 },
    );
    const broken = await root.transaction(async (client) => {
      await client.query("set local role tenor_owner");
      return (await client.query(IDENTITIES)).rows;
    });
    expect(broken).toEqual([]);
  }),
);

test("sixteen write-offs at once give up what is owed, and its tax comes back once", () =>
  inTenant(async ({ as, root, tenantId }) => {
    const admin = as("admin");
    await settle(admin, "GB");
    const invoice = await admin.value<string>(
      `select (billing.finalize_invoice(i.id)).id
      from customers.create_account('North', billing_address =>
        row('1 High St', null, 'London', null, 'N1 9GU', 'GB')) as a
      cross join lateral billing.create_invoice(a.id, items => array[
        (null, null, 'Work', 1, 100, 0, null, null, null, null)::billing.invoice_item_input]) as i`,
    );
    const sixteen = (work: () => Promise<unknown>) =>
      Promise.all(Array.from({ length: 16 }, () => work()));
    await sixteen(() => ask(admin, "select billing.write_off_invoice($1, 'x', 9)", [invoice]));
    const lost = `select count(*)::int, sum(w.amount)::text as amount,
        sum(w.relief_amount)::text as relief, sum(w.relieved_amount)::text as relieved
      from billing.write_offs as w where w.invoice_id = $1`;
    const relief = { count: 13, amount: "117.00", relief: "19.50", relieved: "0.00" };
    expect(await admin.one(lost, [invoice])).toEqual(relief);
    await root.transaction(async (client) => {
      await client.query("set local session_replication_role = replica");
      await client.query(
        `update billing.write_offs set relief_due_on = written_off_on where tenant_id = $1`,
        [tenantId],
      );
    });
    await sixteen(() =>
      as("worker").rows("select tenancy.perform_duty('tax relief', array[$1::uuid])", [invoice]),
    );
    expect(await admin.one(lost, [invoice])).toEqual({ ...relief, count: 14, relieved: "19.50" });
    expect(await admin.rows("select * from ledger.discrepancies")).toEqual([]);
  }));

/** A seller with all that the law of its country makes its invoices say. */
async function settle(admin: Persona, country: string): Promise<void> {
  const number = country === "GB" ? "GB 123 4567 82" : "DE136695976";
  await admin.rows("select tax.add_tax_registration($1, $2, '2020-01-01')", [country, number]);
  await admin.rows(
    "update tenancy.legal_entities set country = $1, line1 = 'Street 1', city = 'Town'",
    [country],
  );
  await quote(admin);
}

const quote = (admin: Persona) =>
  admin.rows(`select currencies.set_exchange_rate('USD', it, 0.8, tenancy.today() - 3)
    from unnest('{EUR,GBP}'::text[]) as it`);

async function ask(admin: Persona, sql: string, values: unknown[]): Promise<void> {
  await admin.rows(sql, values).catch((error: { code?: string }) => {
    // A refusal is an answer; anything else is a fault.
    if (!REFUSALS.includes(error.code ?? "")) throw error;
  });
}

async function play(
  admin: Persona,
  invoice: string,
  it: typeof act extends fc.Arbitrary<infer T> ? T : never,
): Promise<void> {
  switch (it.kind) {
    case "write off":
      return await ask(
        admin,
        `select billing.write_off_invoice(i.id, 'Gone',
          greatest(round(i.balance * $2::numeric / 100, 2), 0.01), $3)
        from billing.invoices as i where i.id = $1`,
        [invoice, it.percent, it.relief],
      );
    case "pay":
      return await ask(
        admin,
        `select payments.record_payment(greatest(round(i.total * $2::numeric / 100, 2), 0.01),
          invoice_id => i.id) from billing.invoices as i where i.id = $1`,
        [invoice, it.percent],
      );
    case "take back":
      return await ask(
        admin,
        `select payments.unapply_payment(a.payment_id, $1,
          greatest(round(a.amount * $3::numeric / 100, 2), 0.01))
        from (select p.payment_id, sum(p.amount) as amount
          from payments.payment_applications as p where p.invoice_id = $1
          group by p.payment_id having sum(p.amount) > 0
          order by p.payment_id offset $2 limit 1) as a`,
        [invoice, it.pick % 2, it.percent],
      );
    case "credit":
      return await ask(
        admin,
        `select billing.create_credit_note($1, 'Less', array[(i.id,
          round((i.amount - i.discount) * $2::numeric / 100, 2))::billing.credit_note_line_input])
        from billing.invoice_items as i where i.invoice_id = $1 and i.position = 1`,
        [invoice, it.percent],
      );
    case "credit tax":
      return await ask(
        admin,
        `select billing.create_tax_note($1, 'Another rate', array[(i.id,
          greatest(round(i.tax * $2::numeric / 100, 2), 0.01))::billing.tax_note_line_input])
        from billing.invoice_items as i where i.invoice_id = $1 and i.position = 2`,
        [invoice, it.percent],
      );
    case "days go by":
      return await ask(admin, "select tenancy.advance_clock(tenancy.today() + $1::int)", [it.days]);
  }
}
