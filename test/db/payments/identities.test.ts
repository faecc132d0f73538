// Whatever clerks do in whatever order, every cent is in one place, here and in the books.
import fc from "fast-check";
import { expect, test } from "vitest";
import { inTenant, type Persona } from "../../support/tenants.ts";

const cents = fc.integer({ min: 1, max: 30_000 });
const pick = fc.nat(20);
const step = fc.oneof(
  fc.record({ kind: fc.constant("invoice" as const), cents }),
  fc.record({ kind: fc.constant("receive" as const), cents, auto: fc.boolean() }),
  fc.record({ kind: fc.constant("pay" as const), cents, invoice: pick }),
  fc.record({ kind: fc.constant("apply" as const), payment: pick }),
  fc.record({ kind: fc.constant("applyTo" as const), payment: pick, invoice: pick, cents }),
  fc.record({ kind: fc.constant("refund" as const), payment: pick, cents }),
  fc.record({ kind: fc.constant("void" as const), invoice: pick }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const IDENTITIES = `
  select
    (select count(*) from payments.payments as p
      where p.amount <> p.applied_amount + p.refunded_amount + p.unapplied_amount
        or p.applied_amount <> (select coalesce(sum(a.amount), 0)
          from payments.payment_applications as a where a.payment_id = p.id)
        or p.refunded_amount <> (select coalesce(sum(r.amount), 0)
          from payments.refunds as r where r.payment_id = p.id))::int as broken_payments,
    (select count(*) from billing.invoices as i
      where i.balance < 0
        or i.paid_amount <> (select coalesce(sum(a.amount), 0)
          from payments.payment_applications as a where a.invoice_id = i.id))::int
      as broken_invoices,
    (select coalesce(sum(p.amount - p.refunded_amount), 0) from payments.payments as p)
      = ledger.balance('cash', 'USD') as cash_agrees,
    (select sum(l.debit) = sum(l.credit) from ledger.trial_balance() as l) as books_balance,
    (select count(*) from ledger.discrepancies)::int as discrepancies`;

test("random histories keep every cent in its place", () =>
  inTenant(async ({ as }) => {
    const finance = as("finance");
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const account = await finance.value<string>(
          "select id from customers.create_account('North')",
        );
        const made = { invoices: [] as string[], payments: [] as string[] };
        for (const it of steps) await play(finance, account, made, it);
        expect(await finance.one(IDENTITIES)).toEqual({
          broken_payments: 0,
          broken_invoices: 0,
          cash_agrees: true,
          books_balance: true,
          discrepancies: 0,
        });
      }),
      { numRuns: 15 },
    );
  }));

interface Made {
  invoices: string[];
  payments: string[];
}

async function play(finance: Persona, account: string, made: Made, it: Step): Promise<void> {
  const invoice = "invoice" in it ? made.invoices[it.invoice % made.invoices.length] : undefined;
  const payment = "payment" in it ? made.payments[it.payment % made.payments.length] : undefined;
  const amount = "cents" in it ? (it.cents / 100).toFixed(2) : undefined;
  const ask = async (sql: string, values: unknown[]): Promise<string | undefined> => {
    try {
      return await finance.value<string>(sql, values);
    } catch (error) {
      // A refusal is an answer; anything else is a fault.
      const code = (error as { code?: string }).code ?? "";
      if (["TRANS", "OVRAP", "NOTFD"].includes(code)) return undefined;
      throw error;
    }
  };
  let id: string | undefined;
  switch (it.kind) {
    case "invoice":
      id = await ask(
        `select (billing.finalize_invoice(i.id)).id
        from billing.create_invoice($1, items => array[
          (null, null, 'Work', 1, $2, 0, 0, null, null, null)::billing.invoice_item_input]) as i`,
        [account, amount],
      );
      if (id) made.invoices.push(id);
      break;
    case "receive":
      id = await ask("select (payments.record_payment($2, $1, application => $3)).id", [
        account,
        amount,
        it.auto ? "auto" : "none",
      ]);
      if (id) made.payments.push(id);
      break;
    case "pay":
      if (!invoice) break;
      id = await ask("select (payments.record_payment($2, $1, invoice_id => $3)).id", [
        account,
        amount,
        invoice,
      ]);
      if (id) made.payments.push(id);
      break;
    case "apply":
      await ask("select (payments.apply_payment($1)).id", [payment]);
      break;
    case "applyTo":
      await ask(
        `select (payments.apply_payment($1,
          array[($2, $3)::payments.application_input])).id`,
        [payment, invoice, amount],
      );
      break;
    case "refund":
      await ask("select (payments.refund_payment($1, 'Too much', $2)).id", [payment, amount]);
      break;
    case "void":
      await ask("select (billing.void_invoice($1, 'Wrong')).id", [invoice]);
      break;
  }
}
