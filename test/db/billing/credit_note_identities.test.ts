// However an invoice is taken back, by whomever at once: exactly to zero and never beyond.
import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { inTenant, type Persona } from "../../support/tenants.ts";

const vectors: { id: string; given: any; expect: any }[] = JSON.parse(
  fs.readFileSync(path.join(import.meta.dirname, "../../vectors/totals.json"), "utf8"),
);

interface Item {
  net: string;
  tax: string;
}

interface Issued {
  id: string;
  items: string[];
}

const ISSUE = `
  select f.id
  from billing.create_invoice($1, currency => $2, items => array(
    select (null, null, 'Work', 1, net, 0, tax, null, null, null)::billing.invoice_item_input
    from unnest($3::numeric[], $4::numeric[]) as item (net, tax))) as i,
    billing.finalize_invoice(i.id) as f`;

const openAccount = (finance: Persona) =>
  finance.value<string>("select id from customers.create_account('North')");

async function issue(
  finance: Persona,
  account: string,
  items: Item[],
  currency = "USD",
): Promise<Issued> {
  const values = [account, currency, items.map((it) => it.net), items.map((it) => it.tax)];
  const id = await finance.value<string>(ISSUE, values);
  const listed = await finance.rows<{ id: string }>(
    "select id from billing.invoice_items where invoice_id = $1 order by position",
    [id],
  );
  return { id, items: listed.map((it) => it.id) };
}

const CREDIT = `
  select n.net::text, n.tax::text, n.total::text
  from billing.create_credit_note($1, 'Less', array[
    ($2, $3)::billing.credit_note_line_input]) as n`;

test("two notes on 769.00 at 20 %: the second takes what is left", () =>
  inTenant(async ({ as }) => {
    const { given, expect: expected } = vectors.find(({ id }) => id === "totals-credit-chain")!;
    const finance = as("finance");
    const { id, items } = await issue(
      finance,
      await openAccount(finance),
      [{ net: given.net, tax: "153.80" }],
      given.currency,
    );
    const invoice = "select total::text, status, balance::text from billing.invoices";
    expect((await finance.one(invoice))!["total"]).toBe(expected.total);
    const notes: unknown[] = [];
    for (const net of given.notes) notes.push(await finance.one(CREDIT, [id, items[0], net]));
    expect(notes).toEqual(expected.notes);
    expect(await finance.one(invoice)).toMatchObject({ status: "void", balance: "0.00" });
  }));

const cents = (max: number) => fc.integer({ min: 1, max });
const amount = (value: number) => (value / 100).toFixed(2);

const LEFT = `
  select
    (select count(*) from billing.invoices as i where i.balance < 0
      or i.total < (select coalesce(sum(n.total), 0) from billing.credit_notes as n
        where n.invoice_id = i.id))::int as beyond,
    (select coalesce(sum(b.balance), 0) from billing.account_balances as b)
      = ledger.balance('customer_balance', 'USD')
    and (select coalesce(sum(b.refund_due), 0) from billing.account_balances as b)
      = ledger.balance('refunds_payable', 'USD') as balances_agree,
    (select count(*) from ledger.discrepancies)::int as discrepancies`;

const ZERO = `
  select i.total::text = sum(n.total)::text as total_is_back, sum(n.tax) = i.tax as tax_is_back,
    sum(n.applied_to_invoice) + i.paid_amount + coalesce((
      select sum(b.amount) from billing.balance_applications as b where b.invoice_id = i.id), 0)
      = i.total as settled, i.balance::text
  from billing.invoices as i
  join billing.credit_notes as n on n.invoice_id = i.id
  where i.id = $1
  group by i.id, i.total, i.tax, i.paid_amount, i.balance`;

test("a chain of random notes returns exactly to zero", () =>
  inTenant(async ({ as }) => {
    const finance = as("finance");
    const account = await openAccount(finance);
    const item = fc.record({ net: cents(50_000), percent: fc.integer({ min: 0, max: 30 }) });
    const note = fc.record({ line: fc.nat(5), cents: cents(20_000), refund: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.array(item, { minLength: 1, maxLength: 4 }),
        fc.array(note, { maxLength: 8 }),
        fc.integer({ min: 0, max: 100 }),
        async (lines, notes, paidPercent) => {
          const issued = await issue(
            finance,
            account,
            lines.map(({ net, percent }) => ({
              net: amount(net),
              tax: amount(Math.round((net * percent) / 100)),
            })),
          );
          await finance.rows(
            `select payments.record_payment(round(i.total * $2 / 100, 2), invoice_id => i.id)
            from billing.invoices as i where i.id = $1 and round(i.total * $2 / 100, 2) > 0`,
            [issued.id, paidPercent],
          );
          for (const it of notes) {
            await refusable(
              finance.rows(
                `select billing.create_credit_note($1, 'Less', array[
                  ($2, $3)::billing.credit_note_line_input], $4)`,
                [
                  issued.id,
                  issued.items[it.line % issued.items.length],
                  amount(it.cents),
                  it.refund ? "refund" : "balance",
                ],
              ),
            );
          }
          await refusable(
            finance.rows("select billing.create_credit_note($1, 'The rest')", [issued.id]),
          );
          expect(await finance.one(ZERO, [issued.id])).toEqual({
            total_is_back: true,
            tax_is_back: true,
            settled: true,
            balance: "0.00",
          });
          expect(await finance.one(LEFT)).toEqual({
            beyond: 0,
            balances_agree: true,
            discrepancies: 0,
          });
        },
      ),
      { numRuns: 20 },
    );
  }));

// Refusals are answers: the line, or the invoice, has too little left.
async function refusable(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (["OVRAP", "TRANS"].includes((error as { code?: string }).code ?? "")) return false;
    throw error;
  }
}

const sixteen = (work: (n: number) => Promise<unknown>) =>
  Promise.all(Array.from({ length: 16 }, (_, n) => refusable(work(n))));

test("sixteen notes at once never exceed the line", () =>
  inTenant(async ({ as }) => {
    const finance = as("finance");
    const { id, items } = await issue(finance, await openAccount(finance), [
      { net: "100.00", tax: "20.00" },
      { net: "900.00", tax: "180.00" },
    ]);
    const made = await sixteen(() => finance.rows(CREDIT, [id, items[0], "30.00"]));
    expect(made.filter(Boolean)).toHaveLength(3);
    expect(
      await finance.rows(`select credit_note_number, net::text, tax::text
        from billing.credit_notes order by credit_note_number`),
    ).toEqual(
      [1, 2, 3].map((n) => ({
        credit_note_number: `CN-2025-00${n}`,
        net: "30.00",
        tax: "6.00",
      })),
    );
    expect(await finance.one(LEFT)).toMatchObject({ beyond: 0, discrepancies: 0 });
  }));

test("the whole of an invoice credited sixteen times at once is credited once", () =>
  inTenant(async ({ as }) => {
    const finance = as("finance");
    const { id } = await issue(finance, await openAccount(finance), [{ net: "10.00", tax: "2" }]);
    const made = await sixteen(() =>
      finance.rows("select billing.create_credit_note($1, 'Twice')", [id]),
    );
    expect(made.filter(Boolean)).toHaveLength(1);
    expect(await finance.one(LEFT)).toMatchObject({ beyond: 0, discrepancies: 0 });
  }));

test("a balance used by sixteen invoices at once never falls below zero", () =>
  inTenant(async ({ as }) => {
    const finance = as("finance");
    const account = await openAccount(finance);
    const paid = await issue(finance, account, [{ net: "100.00", tax: "0" }]);
    await finance.rows("select payments.record_payment(100, invoice_id => $1)", [paid.id]);
    await finance.rows("select billing.create_credit_note($1, 'All')", [paid.id]);
    const open: Issued[] = [];
    for (let n = 0; n < 16; n += 1) {
      open.push(await issue(finance, account, [{ net: "15.00", tax: "0" }]));
    }
    await sixteen((n) => finance.rows("select billing.apply_account_balance($1)", [open[n]!.id]));
    expect(
      await finance.rows(`select status, count(*)::int, sum(credited_amount)::text
        from billing.invoices where credited_amount > 0 group by status order by status`),
    ).toEqual([
      { status: "paid", count: 6, sum: "90.00" },
      { status: "partially_paid", count: 1, sum: "10.00" },
    ]);
    expect(await finance.value("select sum(balance)::text from billing.account_balances")).toBe(
      "0.00",
    );
    expect(await finance.one(LEFT)).toMatchObject({ balances_agree: true, discrepancies: 0 });
  }));

test("a balance paid out sixteen times at once is paid out once", () =>
  inTenant(async ({ as }) => {
    const finance = as("finance");
    const account = await openAccount(finance);
    const paid = await issue(finance, account, [{ net: "100.00", tax: "0" }]);
    await finance.rows("select payments.record_payment(100, invoice_id => $1)", [paid.id]);
    await finance.rows("select billing.create_credit_note($1, 'All')", [paid.id]);
    const all = "select billing.refund_balance($1, 'Left', case when $2 then 15 end)";
    await sixteen(() => finance.rows(all, [account, true]));
    const cash = "select ledger.balance('cash', 'USD')::text";
    expect(await finance.value(cash)).toBe("10.00");
    await sixteen(() => finance.rows(all, [account, false]));
    expect(await finance.value(cash)).toBe("0.00");
    expect(await finance.value("select count(*)::int from billing.balance_refunds")).toBe(7);
    expect(await finance.one(LEFT)).toMatchObject({ balances_agree: true, discrepancies: 0 });
  }));
