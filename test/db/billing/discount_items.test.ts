// Discounts of many contracts at once take what they would take one after the other: from what is
// left, never more than there is, and an amount that is given once to the last cent.
import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import type pg from "pg";
import { expect, test } from "vitest";
import { contract, least, oneByOne, type Case, type Taken } from "../../support/discounts.ts";
import { inTenant, type Tenancy } from "../../support/tenants.ts";

const uuid = (kind: string, n: number) =>
  `${kind}0000000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const money = (cents: bigint) =>
  `${cents < 0n ? "-" : ""}${String(cents < 0n ? -cents : cents)
    .padStart(3, "0")
    .replace(/(..)$/, ".$1")}`;
const cents = (text: string) => BigInt(text.replace(".", ""));

async function sign({ as }: Tenancy, contracts: number): Promise<string[]> {
  const rows = await as("admin").rows<{ id: string }>(
    `with account as materialized (select id from customers.create_account('Acme'))
    select c.id from account, generate_series(1, $1) as n,
      sales.create_contract(account.id, '2026-01-01', '2026-12-31', contract_number => 'C' || n,
        seat_count => 1, seat_price => 1, status => 'draft') as c order by n`,
    [contracts],
  );
  return rows.map((it) => it.id);
}

async function give(client: pg.ClientBase, tenantId: string, id: string, { discounts }: Case) {
  await client.query("delete from sales.contract_discounts where contract_id = $1", [id]);
  await client.query(
    `insert into sales.contract_discounts (tenant_id, contract_id, "position", name, percent, amount,
      currency, duration, duration_months, product_ids, reason, starts_on, remaining_amount)
    select $1, $2, row_number() over (), 'Discount', percent, amount,
      case when amount is not null then 'USD' end, duration,
      case when duration = 'repeating' then 12 end, case when product is not null
        then array[product] end, 'x', '2026-01-01', case when duration = 'once' then amount end
    from unnest($3::numeric[], $4::numeric[], $5::text[], $6::uuid[])
      as d (percent, amount, duration, product)`,
    [
      tenantId,
      id,
      discounts.map((it) => (it.percent === undefined ? null : money(it.percent))),
      discounts.map((it) => (it.amount === undefined ? null : money(it.amount))),
      discounts.map((it) => it.duration),
      discounts.map((it) => (it.product === undefined ? null : uuid("a", it.product))),
    ],
  );
}

interface Item {
  id: string;
  invoice: string;
  contract: string;
  product: string;
  net: string;
  day: string;
}

/** The first item and the first invoice get these numbers. */
function itemsOf({ invoices }: Case, contract: string, first = 0, firstInvoice = 0): Item[] {
  return invoices.flatMap((lines, i) =>
    lines.map(({ net, product }) => ({
      id: uuid("b", first++),
      invoice: uuid("c", firstInvoice + i),
      contract,
      product: uuid("a", product),
      net: money(net),
      // Two of a day, the later ones first: the day decides, then the order in which they come.
      day: `2026-0${2 + Math.floor(i / 2)}-01`,
    })),
  );
}

const ITEMS = `array(
  select (id, invoice, contract, product, net, 'USD', day, day, null, null)::billing.discountable
  from jsonb_to_recordset($1) as i (id uuid, invoice uuid, contract uuid, product uuid, net numeric,
    day date))`;

async function discountItems(client: pg.ClientBase, items: Item[]): Promise<Taken[]> {
  const { rows } = await client.query(`select * from billing.discount_items(${ITEMS})`, [
    JSON.stringify(items),
  ]);
  return rows.map((row) => ({
    item: Number(row.item_id.slice(-12)),
    position: row.position,
    amount: cents(row.amount),
  }));
}

const sorted = (taken: Taken[]) =>
  taken.toSorted((a, b) => a.item - b.item || a.position - b.position);

test("at once is one after the other", () =>
  inTenant(async (tenancy) => {
    const ids = await sign(tenancy, 3);
    await tenancy.root.transaction(async (client) => {
      await fc.assert(
        fc.asyncProperty(fc.array(contract, { minLength: 1, maxLength: 3 }), async (cases) => {
          const items: Item[] = [];
          const expected: Taken[] = [];
          let invoices = 0;
          for (const [n, one] of cases.entries()) {
            await give(client, tenancy.tenantId, ids[n]!, one);
            expected.push(...oneByOne(one).map((it) => ({ ...it, item: it.item + items.length })));
            items.push(...itemsOf(one, ids[n]!, items.length, invoices));
            invoices += one.invoices.length;
          }
          const taken = await discountItems(client, items);
          expect(sorted(taken)).toEqual(sorted(expected));

          // Nothing falls below zero, and what is below gets nothing.
          const left = items.map((it) => cents(it.net));
          for (const it of taken) left[it.item]! -= it.amount;
          items.forEach((it, n) => {
            const net = cents(it.net);
            if (net > 0n) expect(left[n]).toBeGreaterThanOrEqual(0n);
            else expect(left[n]).toBe(net);
          });
        }),
        { numRuns: 150 },
      );
    });
  }));

test("an amount given once is spent to the last cent, in one batch or in many", () =>
  inTenant(async (tenancy) => {
    const [id] = await sign(tenancy, 1);
    await tenancy.root.transaction(async (client) => {
      await fc.assert(
        fc.asyncProperty(contract, fc.bigInt(1n, 60_000n), async (one, amount) => {
          const batches = {
            ...one,
            discounts: [{ amount, duration: "once" as const }, ...one.discounts],
          };
          await give(client, tenancy.tenantId, id!, batches);
          const items = itemsOf(batches, id!);
          const whole = await discountItems(client, items);
          const parts: Taken[] = [];
          for (const invoice of new Set(items.map((it) => it.invoice))) {
            const some = await discountItems(
              client,
              items.filter((it) => it.invoice === invoice),
            );
            parts.push(...some);
            await client.query(
              `select sales.settle_discounts(array(
                select (d.id, sum(u.amount), true)::sales.discount_use
                from jsonb_to_recordset($2) as u (position int, amount numeric)
                join sales.contract_discounts as d
                  on d.contract_id = $1 and d.position = u.position
                group by d.id))`,
              [id, JSON.stringify(some.map((it) => ({ ...it, amount: money(it.amount) })))],
            );
          }
          expect(sorted(parts)).toEqual(sorted(whole));
          const nets = items.map((it) => cents(it.net)).filter((net) => net > 0n);
          const given = whole
            .filter((it) => it.position === 1)
            .reduce((a, it) => a + it.amount, 0n);
          expect(given).toBe(
            least(
              amount,
              nets.reduce((a, b) => a + b, 0n),
            ),
          );
          const { rows } = await client.query(
            "select remaining_amount from sales.contract_discounts where contract_id = $1 and position = 1",
            [id],
          );
          expect(cents(rows[0].remaining_amount)).toBe(amount - given);
        }),
        { numRuns: 60 },
      );
    });
  }));

test("the worked example: 10.00 off four lines by their net", () =>
  inTenant(async (tenancy) => {
    const vectors: { id: string; given: any; expect: any }[] = JSON.parse(
      fs.readFileSync(path.join(import.meta.dirname, "../../vectors/totals.json"), "utf8"),
    );
    const { given, expect: expected } = vectors.find((it) => it.id === "totals-discount-then-tax")!;
    const [id] = await sign(tenancy, 1);
    await tenancy.root.transaction(async (client) => {
      const one: Case = {
        discounts: [{ amount: cents(given.invoice_discount), duration: "once" }],
        invoices: [
          given.lines.map((it: { amount: string }) => ({ net: cents(it.amount), product: 0 })),
        ],
      };
      await give(client, tenancy.tenantId, id!, one);
      const taken = await discountItems(client, itemsOf(one, id!));
      expect(taken.map((it) => money(it.amount))).toEqual(expected.discounts);
    });
  }));
