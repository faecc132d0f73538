// Whatever clerks do in whatever order, the exposure is what the books say, and the orders hold
// what the invoices have drawn of them.
import fc from "fast-check";
import { expect, test } from "vitest";
import { inTenant, type Persona } from "../../support/tenants.ts";

const cents = fc.integer({ min: 1, max: 30_000 });
const pick = fc.nat(20);
const who = fc.nat(1);
const step = fc.oneof(
  fc.record({ kind: fc.constant("draft" as const), cents, who, po: fc.boolean() }),
  fc.record({ kind: fc.constant("issue" as const), pick }),
  fc.record({ kind: fc.constant("item" as const), pick, cents }),
  fc.record({ kind: fc.constant("void" as const), pick }),
  fc.record({ kind: fc.constant("rename" as const), pick, po: fc.boolean() }),
  fc.record({ kind: fc.constant("receive" as const), cents, who, auto: fc.boolean() }),
  fc.record({ kind: fc.constant("apply" as const), pick }),
  fc.record({ kind: fc.constant("refund" as const), pick, cents }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const ask = {
  draft: `select id from billing.create_invoice($1, purchase_order_number => $3,
    items => array[(null, null, 'Work', 1, $2, 0, 0, null, null, null)::billing.invoice_item_input])`,
  issue: "select (billing.finalize_invoice($1)).id",
  item: "select (billing.add_invoice_item($1, 'More', 1, $2)).id",
  void: "select (billing.void_invoice($1, 'Wrong')).id",
  rename: "update billing.invoices set purchase_order_number = $2 where id = $1 returning id",
  receive: "select (payments.record_payment($2, $1, application => $3)).id",
  apply: "select (payments.apply_payment($1)).id",
  refund: "select (payments.refund_payment($1, 'Too much', $2)).id",
};

// Standing of both accounts beside the books; the second sees only itself.
const STANDING = `
  select
    c.receivables = coalesce((
      select sum(coalesce(e.debit, 0) - coalesce(e.credit, 0)) from ledger.entries as e
      join billing.invoices as i on i.id = e.subject_id
      where e.code = 'receivable' and i.account_id = any (scope.ids)), 0) as receivables,
    c.unapplied_cash = coalesce((
      select sum(coalesce(e.credit, 0) - coalesce(e.debit, 0)) from ledger.entries as e
      join payments.payments as p on p.id = e.subject_id
      where e.code = 'unapplied_cash' and p.account_id = any (scope.ids)), 0) as unapplied_cash,
    c.exposure = c.receivables + c.drafts - c.unapplied_cash as exposure,
    c.available = c.credit_limit - c.exposure as available
  from unnest($1::uuid[]) with ordinality as account (id, place)
  cross join lateral billing.account_credit(account.id) as c
  cross join lateral (
    select case when account.place = 1 then $1 else array[account.id] end
  ) as scope (ids)`;

const ORDERS = `
  select o.po_number from sales.purchase_orders as o
  where o.amount_invoiced <> (select coalesce(sum(i.drawn_amount), 0) from billing.invoices as i
      where i.purchase_order_id = o.id)
    or exists (select from billing.invoices as i
      where i.purchase_order_id = o.id
        and i.drawn_amount <> case when i.status = 'void' then 0 else i.total end)`;

test("random histories leave limits and orders in step with the books", () =>
  inTenant(async ({ as }) => {
    const admin = as("admin");
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const parent = await admin.value<string>(
          `select id from customers.create_account('P', credit_limit => 600,
            credit_limit_scope => 'subtree')`,
        );
        const child = await admin.value<string>(
          "select id from customers.create_account('C', $1, credit_limit => 300)",
          [parent],
        );
        await admin.rows(
          `select sales.submit_purchase_order((sales.create_purchase_order($1, 'PO-1', 400,
            '2025-01-01', '2025-12-31')).id)`,
          [parent],
        );
        const made = { invoices: [] as string[], payments: [] as string[] };
        for (const it of steps) await play(admin, [parent, child], made, it);

        const agrees = { receivables: true, unapplied_cash: true, exposure: true };
        const [whole, part] = await admin.rows(STANDING, [[parent, child]]);
        expect(whole).toEqual({ ...agrees, available: true });
        expect(part).toMatchObject(agrees);
        expect(await admin.rows(ORDERS)).toEqual([]);
      }),
      { numRuns: 15 },
    );
  }));

interface Made {
  invoices: string[];
  payments: string[];
}

async function play(admin: Persona, accounts: string[], made: Made, it: Step): Promise<void> {
  const amount = "cents" in it ? (it.cents / 100).toFixed(2) : undefined;
  const invoice = "pick" in it ? made.invoices[it.pick % made.invoices.length] : undefined;
  const payment = "pick" in it ? made.payments[it.pick % made.payments.length] : undefined;
  const number = "po" in it && it.po ? "PO-1" : null;
  const id = await admin.value<string>(ask[it.kind], valuesOf()).catch((error: unknown) => {
    // A refusal is an answer; anything else is a fault.
    const code = (error as { code?: string }).code ?? "";
    if (!["TRANS", "OVRAP", "NOTFD", "CRHLD", "POEXH"].includes(code)) throw error;
    return undefined;
  });
  if (id && it.kind === "draft") made.invoices.push(id);
  if (id && it.kind === "receive") made.payments.push(id);

  function valuesOf(): unknown[] {
    switch (it.kind) {
      case "draft":
        return [accounts[it.who], amount, number];
      case "receive":
        return [accounts[it.who], amount, it.auto ? "auto" : "none"];
      case "item":
        return [invoice, amount];
      case "rename":
        return [invoice, number];
      case "issue":
      case "void":
        return [invoice];
      case "apply":
        return [payment];
      case "refund":
        return [payment, amount];
    }
  }
}
