// One batch or many, in whatever order, side by side, or contract by contract: the same invoices.
import fc from "fast-check";
import type { Client } from "pg";
import { expect, test } from "vitest";
import { withClient } from "../../server/postgres/connection.ts";
import { differences, whatWasBilled, type Billed } from "../support/billed.ts";
import { openChance } from "../support/random.ts";
import { openTenant, type Persona, type Tenancy } from "../support/tenants.ts";

const CLOCK = "2026-01-01T12:00:00Z";
const chance = openChance();
// Few in a build, in the long proofs as many as there is time for.
const isLong = Boolean(process.env.TENOR_HISTORIES);
const WORLDS = isLong ? 60 : 6;

// Group pays for North, not for South; Limited is soon over its limit; Ordered has an order that
// does not last for ever.
const ACCOUNTS = ["Group", "North", "South", "Alone", "Limited", "Ordered"] as const;
type Name = (typeof ACCOUNTS)[number];

const dayOf = (offset: number) =>
  new Date(Date.UTC(2026, 0, 1) + offset * 86_400_000).toISOString().slice(0, 10);

const TIERS = "array[(10, 7.77, 5), (50, 6.66, 0), (null, 5.55, 1)]::catalog.tier[]";
const line = fc.record({
  model: fc.constantFrom("per_unit", "per_unit", "flat", "graduated", "volume", "stairstep"),
  quantity: fc.integer({ min: 1, max: 90 }),
  cents: fc.integer({ min: 1, max: 9_999 }),
  interval: fc.constantFrom("month", "month", "quarter", "year", "one_time"),
  discount: fc.option(fc.integer({ min: 1, max: 99 }), { nil: undefined }),
  ramp: fc.option(fc.integer({ min: 20, max: 170 }), { nil: undefined, freq: 3 }),
});
const contract = fc.record({
  account: fc.constantFrom<Name>(...ACCOUNTS),
  start: fc.integer({ min: 0, max: 60 }),
  frequency: fc.constantFrom("monthly", "monthly", "quarterly"),
  inAdvance: fc.boolean(),
  alignment: fc.constantFrom("anniversary", "calendar"),
  lines: fc.array(line, { minLength: 1, maxLength: 3 }),
  minimum: fc.option(fc.integer({ min: 1, max: 90_000 }), { nil: undefined, freq: 3 }),
  discounts: fc.array(
    fc.record({
      percent: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
      amount: fc.integer({ min: 1, max: 60_000 }),
    }),
    { maxLength: 2 },
  ),
  isShared: fc.boolean(),
  // From this day on, of so many more; what was billed by then is credited.
  amended: fc.option(
    fc.record({ day: fc.integer({ min: 10, max: 89 }), more: fc.integer({ min: -50, max: 50 }) }),
    { nil: undefined },
  ),
});
const world = fc.record({
  contracts: fc.array(contract, { minLength: 3, maxLength: 9 }),
  limit: fc.integer({ min: 100, max: 3_000 }),
  order: fc.integer({ min: 100, max: 3_000 }),
  // Some of it was billed already.
  billedUntil: fc.option(fc.integer({ min: 10, max: 70 }), { nil: undefined }),
  until: fc.integer({ min: 90, max: 180 }),
  size: fc.integer({ min: 1, max: 4 }),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;
type Contract = World["contracts"][number];

async function openWorld(): Promise<Tenancy> {
  const tenancy = await openTenant({ clockAt: CLOCK });
  await tenancy.root.rows("update tenancy.tenants set finalize_after_days = 0 where id = $1", [
    tenancy.tenantId,
  ]);
  await tenancy
    .as("finance")
    .rows("select tax.add_tax_registration('US-CA', 'CA-1', '2020-01-01')");
  return tenancy;
}

type Accounts = Record<Name, string>;

async function openAccounts(admin: Persona, { limit, order }: World): Promise<Accounts> {
  const address = "row('1 Market St', null, 'San Francisco', 'CA', '94105', 'US')";
  const open = async (name: Name, more = "", values: unknown[] = []) =>
    await admin.value<string>(
      `select id from customers.create_account('${name}', billing_address => ${address}${more})`,
      values,
    );
  const group = await open("Group");
  const ordered = await open("Ordered");
  await admin.rows(
    `select sales.submit_purchase_order(o.id)
    from sales.create_purchase_order($1, 'PO-1', $2, '2025-01-01', '2027-12-31') as o`,
    [ordered, order],
  );
  return {
    Group: group,
    North: await open("North", ", parent_account_id => $1, payer => 'parent'", [group]),
    South: await open("South", ", parent_account_id => $1", [group]),
    Alone: await open("Alone"),
    Limited: await open("Limited", ", credit_limit => $1", [limit]),
    Ordered: ordered,
  };
}

const lineSql = (given: Contract["lines"][number], start: string): string => {
  const { model, quantity, cents, interval, discount, ramp } = given;
  const isTiered = ["graduated", "volume", "stairstep"].includes(model);
  const isOnce = interval === "one_time";
  const steps =
    ramp === undefined || isTiered || isOnce
      ? "null"
      : `array[('${start}'::date + ${ramp}, ${quantity + 3}, null)]::sales.ramp_step_input[]`;
  return `(null, null, 'Service', '${model}', ${quantity}, null,
    ${isTiered ? "null" : cents / 100}, ${isTiered ? TIERS : "null"}, null, null, '${interval}',
    null, null, ${discount ?? "null"}, ${steps}, null)`;
};

async function sign(admin: Persona, accounts: Accounts, given: Contract): Promise<string> {
  const start = dayOf(given.start);
  const isShared = given.isShared && given.account === "Group";
  const lines = given.lines.map((it) => lineSql(it, start)).join(", ");
  const discounts = given.discounts
    .map(({ percent, amount }) =>
      percent === undefined
        ? `(null, null, null, ${amount / 100}, 'once', null, null, 'Fair')`
        : `(null, null, ${percent}, null, 'forever', null, null, 'Fair')`,
    )
    .join(", ");
  return await admin.value<string>(
    `select id from sales.create_contract($1, $2::date, $2::date + 364, billing_frequency => $3,
      billing_in_advance => $4, billing_alignment => $5, purchase_order_number => $6,
      lines => array[${lines}]::sales.contract_line_input[],
      discounts => array[${discounts}]::sales.contract_discount_input[],
      minimum_commitment => ${given.minimum ? `(${given.minimum / 100}, 'quarter')::sales.minimum_commitment` : "null"},
      covered_accounts => ${isShared ? "array[($7, null, 2), ($8, null, 1)]::sales.covered_account[]" : "null"})`,
    [
      accounts[given.account],
      start,
      given.frequency,
      given.inAdvance,
      given.alignment,
      given.account === "Ordered" ? "PO-1" : null,
      ...(isShared ? [accounts.North, accounts.South] : []),
    ],
  );
}

async function amend(admin: Persona, id: string, { amended, start }: Contract): Promise<void> {
  if (!amended) return;
  await admin
    .rows(
      `select billing.amend_contract($1, $2::date, array(
        select (l.id, null, null, greatest(1, t.quantity + $3), null, null
          )::sales.contract_change_input
        from sales.contract_lines as l
        join sales.contract_line_terms as t on t.line_id = l.id and t.valid @> $2::date
        where l.contract_id = $1 and l.pricing_model = 'per_unit'
          and l.price_interval <> 'one_time'))`,
      [id, dayOf(start + amended.day), amended.more],
    )
    .catch((error: { code?: string }) => {
      if (!["INPUT", "TRANS"].includes(error.code ?? "")) throw error;
    });
}

test(`the same, however it is cut, seed ${chance.seed}`, async () => {
  await fc.assert(
    fc.asyncProperty(world, async (given) => {
      const tenancy = await openWorld();
      const admin = tenancy.as("admin");
      const accounts = await openAccounts(admin, given);
      const ids: string[] = [];
      for (const one of given.contracts) ids.push(await sign(admin, accounts, one));
      if (given.billedUntil !== undefined) {
        await tenancy.root.rows("select billing.bill_and_publish($1, $2)", [
          ids,
          dayOf(given.billedUntil),
        ]);
      }
      for (const [n, one] of given.contracts.entries()) await amend(admin, ids[n]!, one);

      const until = dayOf(given.until);
      await tenancy.root.rows(
        "update tenancy.tenants set clock_at = $2::date + time '12:00' where id = $1",
        [tenancy.tenantId, until],
      );
      const [atOnce, items] = await trial(tenancy, async (client) => {
        await client.query("select billing.bill_and_publish($1, $2)", [ids, until]);
        const plain = ids.filter((_, n) => isPlain(given.contracts[n]!));
        return [await seen(tenancy, client), await itemsOf(client, plain)] as const;
      });
      const piecemeal = await trial(tenancy, async (client) => {
        const { rows } = await client.query<{ contract_ids: string[] }>(
          `select array_agg(due.contract_id) as contract_ids
          from billing.due_contracts($1) as due group by due.payer_id`,
          [until],
        );
        for (const { contract_ids } of chance.shuffled(rows)) {
          await client.query("select billing.bill_and_publish($1, $2)", [
            chance.shuffled(contract_ids),
            until,
          ]);
        }
        return await seen(tenancy, client);
      });
      alike(piecemeal, atOnce);
      // Contract by contract a person makes a draft of what is due; an amendment, a minimum and
      // an account that others pay for are matters of the run.
      const plain = ids.filter((_, n) => isPlain(given.contracts[n]!));
      const byHand = await trial(tenancy, async (client) => {
        for (const id of chance.shuffled(plain)) {
          await client.query("select billing.generate_invoice(id) from unnest($1::uuid[]) as id", [
            await withDue(client, id, until),
          ]);
        }
        return await itemsOf(client, plain);
      });
      const untaxed = (all: BilledItem[]) => all.map(({ tax: _tax, ...rest }) => rest);
      expect(untaxed(byHand)).toEqual(untaxed(items));
      // Tax is rounded once an invoice: where a draft has more periods than an invoice of the run,
      // an item of it may have a cent more or less.
      byHand.forEach(({ tax }, n) =>
        expect(Math.abs(Number(tax) - Number(items[n]!.tax))).toBeLessThan(0.011),
      );

      const sideBySide = await runByFour(tenancy, until, given.size);
      alike(sideBySide, atOnce);
    }),
    { numRuns: WORLDS, seed: chance.seed, markInterruptAsFailure: !isLong },
  );
}, 300_000);

function alike(one: Billed, other: Billed): void {
  expect(one.faults).toEqual([]);
  expect(differences(one, other)).toEqual([]);
  expect(one.books).toEqual(other.books);
}

/** What would come out, and is rolled back. */
async function trial<T>(tenancy: Tenancy, work: (client: Client) => Promise<T>): Promise<T> {
  return await withClient(tenancy.database.rootUrl, async (client) => {
    await client.query("begin");
    await client.query("select set_config('tenor.tenant_id', $1, true)", [tenancy.tenantId]);
    const result = await work(client);
    await client.query("rollback");
    return result;
  });
}

async function seen({ tenantId }: Tenancy, client: Client): Promise<Billed> {
  await client.query("set constraints all immediate");
  return await whatWasBilled(client, tenantId);
}

const isPlain = ({ account, minimum, amended }: Contract) =>
  ["Alone", "South"].includes(account) && minimum === undefined && amended === undefined;

async function withDue(client: Client, contractId: string, until: string): Promise<string[]> {
  const due = `select from billing.contract_schedule($1)
    where invoice_id is null and bill_on <= $2 and amount <> 0`;
  return (await client.query(due, [contractId, until])).rowCount ? [contractId] : [];
}

interface BilledItem {
  contract_id: string;
  tax: string;
}

async function itemsOf(client: Client, contractIds: string[]): Promise<BilledItem[]> {
  const { rows } = await client.query<BilledItem>(
    `select l.contract_id, item.contract_line_id, item.kind, item.service_period::text,
      item.quantity, item.unit_price, item.amount, item.discount, item.tax
    from billing.invoice_items as item
    join billing.invoices as i on i.id = item.invoice_id
    join sales.contract_lines as l on l.id = item.contract_line_id
    where l.contract_id = any ($1) and item.amount <> 0
    order by 1, 2, 4, 8`,
    [contractIds],
  );
  return rows;
}

/** A run in batches of a size, taken in any order by four connections. */
async function runByFour(tenancy: Tenancy, until: string, size: number): Promise<Billed> {
  const batches = await tenancy.root.rows<{ id: string }>(
    `with due as materialized (select * from billing.due_contracts($1)),
    run as (
      insert into billing.billing_runs (as_of, contracts_total)
      select $1, count(*) from due
      returning id
    )
    select b.id
    from run
    cross join lateral (
      select array_agg(due.contract_id) as ids, array_agg(due.payer_id) as payer_ids from due
    ) as listed
    cross join lateral billing.cut_batches(run.id, listed.ids, listed.payer_ids, $2) as b`,
    [until, size],
  );
  const waiting = chance.shuffled(batches);
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (let next = waiting.pop(); next; next = waiting.pop()) {
        await tenancy.root.rows("select billing.bill_batch($1)", [next.id]);
      }
    }),
  );
  return await withClient(tenancy.database.rootUrl, (client) =>
    whatWasBilled(client, tenancy.tenantId),
  );
}
