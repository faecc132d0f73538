// The worked examples of sums that need a contract: a minimum that was not reached, and amounts in
// the minor unit of their currency.
import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { inTenant } from "../../support/tenants.ts";

const vectors: { id: string; given: any; expect: any }[] = JSON.parse(
  fs.readFileSync(path.join(import.meta.dirname, "../../vectors/totals.json"), "utf8"),
);
const vector = (id: string) => vectors.find((it) => it.id === id)!;

const SPEND = `
  select c.id
  from customers.create_account('Spender of ' || $2::text) as a
  cross join lateral sales.create_contract(a.id, '2026-01-01', '2026-01-31',
    billing_frequency => 'monthly', billing_in_advance => false,
    minimum_commitment => ($1, 'month')::sales.minimum_commitment,
    seat_count => 1, seat_price => $2::numeric) as c`;

test("the shortfall of a minimum is one line; above it nothing", () =>
  inTenant(
    async ({ as }) => {
      const { given, expect: expected } = vector("totals-minimum-spend");
      for (const [n, usage] of (given.usage as string[]).entries()) {
        const contract = await as("sales").value<string>(SPEND, [given.minimum, usage]);
        await as("finance").rows("select billing.generate_invoice($1)", [contract]);
        const items = await as("finance").rows<{ kind: string; amount: string }>(
          `select item.kind, item.amount::text
          from billing.invoice_items as item
          join sales.contract_lines as l on l.id = item.contract_line_id
          where l.contract_id = $1 order by item.position`,
          [contract],
        );
        const [first, ...others] = items;
        expect(first).toEqual({ kind: "recurring", amount: usage });
        const trueUp = expected.true_up[n];
        expect(others).toEqual(trueUp === "0.00" ? [] : [{ kind: "true_up", amount: trueUp }]);
      }
    },
    { clockAt: "2026-02-01T12:00:00Z" },
  ));

test("half away from zero, to the unit of the currency", () =>
  inTenant(async ({ as }) => {
    const { given, expect: expected } = vector("totals-minor-units");
    const amounts = given.amounts as { currency: string; exact: string }[];
    const billed: (string | undefined)[] = [];
    for (const { currency, exact } of amounts) {
      billed.push(
        await as("finance").value<string>(
          `select i.subtotal::text
          from customers.create_account('Buyer in ' || $1::text, currency => $1) as a
          cross join lateral billing.create_invoice(a.id, items => array[
            (null, null, 'Work', 1, $2, null, null, null, null, null)::billing.invoice_item_input]) as i`,
          [currency, exact],
        ),
      );
    }
    expect(billed).toEqual(expected);
  }));
