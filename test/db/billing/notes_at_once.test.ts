// What was issued where it may not be voided, taken back by many at once: once, by papers that add up.
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { inTenant, type Persona, type Tenancy } from "../../support/tenants.ts";

const IDENTITIES = fs.readFileSync(
  path.join(import.meta.dirname, "../../support/identities.sql"),
  "utf8",
);
const OPTIONS = { clockAt: "2026-03-10T12:00:00Z" };

/** A German seller, and an issued invoice of his over 100.00 + 19.00. */
async function issue({ as }: Tenancy): Promise<{ id: string; item: string }> {
  const admin = as("admin");
  await admin.rows("select tax.add_tax_registration('DE', 'DE136695976', '2020-01-01')");
  await admin.rows(
    "update tenancy.legal_entities set country = 'DE', line1 = 'Weg 1', city = 'Berlin'",
  );
  await admin.rows("select currencies.set_exchange_rate('USD', 'EUR', 0.8, '2026-03-09')");
  const id = await admin.value<string>(
    `select (billing.finalize_invoice(i.id)).id
    from customers.create_account('North', billing_address =>
      row('1 Street', null, 'Berlin', null, '10115', 'DE')) as a
    cross join lateral billing.create_invoice(a.id, items => array[
      (null, null, 'Work', 1, 100, 0, null, null, null, null)::billing.invoice_item_input]) as i`,
  );
  const item = await admin.value<string>("select id from billing.invoice_items");
  return { id, item };
}

/** The codes of the refusals; anything but a refusal is a fault. */
async function sixteen(work: (n: number) => Promise<unknown>): Promise<string[]> {
  const outcomes = await Promise.allSettled(Array.from({ length: 16 }, (_, n) => work(n)));
  const codes = outcomes
    .filter((it) => it.status === "rejected")
    .map((it) => (it.reason as { code: string }).code);
  expect(codes.filter((code) => !["TRANS", "OVRAP"].includes(code))).toEqual([]);
  return codes;
}

const broken = ({ root }: Tenancy) =>
  root.transaction(async (client) => {
    await client.query("set local role tenor_owner");
    return (await client.query(IDENTITIES)).rows;
  });

const NOTES = `select n.credit_note_number as number, n.kind, n.net::text, n.tax::text
  from billing.credit_notes as n order by n.credit_note_number`;
const owed = (finance: Persona) =>
  finance.one(`select ledger.balance('tax_payable', 'USD')::text as tax,
    ledger.balance('receivable', 'USD')::text as receivable`);

test("an invoice voided sixteen times at once is cancelled by one note", () =>
  inTenant(async (tenancy) => {
    const finance = tenancy.as("finance");
    const { id } = await issue(tenancy);
    const refusals = await sixteen(() =>
      finance.rows("select billing.void_invoice($1, 'Wrong')", [id]),
    );
    expect(refusals).toHaveLength(15);
    expect(await finance.rows(NOTES)).toEqual([
      { number: "CN-2026-001", kind: "cancellation", net: "100.00", tax: "19.00" },
    ]);
    expect(await finance.value("select status from billing.invoices")).toBe("void");
    expect(await owed(finance)).toEqual({ tax: "0.00", receivable: "0.00" });
    expect(await broken(tenancy)).toEqual([]);
  }, OPTIONS));

test("sixteen notes of tax at once credit no more tax than there is", () =>
  inTenant(async (tenancy) => {
    const finance = tenancy.as("finance");
    const { id, item } = await issue(tenancy);
    const refusals = await sixteen(() =>
      finance.rows(
        `select billing.create_tax_note($1, 'Another rate', array[
          ($2, 3)::billing.tax_note_line_input])`,
        [id, item],
      ),
    );
    expect(refusals).toHaveLength(10);
    expect(await finance.rows(NOTES)).toEqual(
      [1, 2, 3, 4, 5, 6].map((n) => ({
        number: `CN-2026-00${n}`,
        kind: "tax_only",
        net: "0.00",
        tax: "3.00",
      })),
    );
    expect(await owed(finance)).toEqual({ tax: "1.00", receivable: "101.00" });
    expect(await broken(tenancy)).toEqual([]);
  }, OPTIONS));

test("who voids, credits, gives up, is paid and issues again at once leaves one way back", () =>
  inTenant(async (tenancy) => {
    const finance = tenancy.as("admin");
    const { id, item } = await issue(tenancy);
    const acts = [
      ["select billing.void_invoice($1, 'Wrong')", [id]],
      [
        "select billing.create_tax_note($1, 'x', array[($2, 5)::billing.tax_note_line_input])",
        [id, item],
      ],
      [
        "select billing.create_credit_note($1, 'x', array[($2, 30)::billing.credit_note_line_input])",
        [id, item],
      ],
      ["select billing.write_off_invoice($1, 'Gone', 10)", [id]],
      ["select payments.record_payment(20, invoice_id => $1)", [id]],
      ["select billing.reissue_invoice($1, 'Wrong')", [id]],
    ] as const;
    await sixteen((n) => finance.rows(acts[n % acts.length]![0], [...acts[n % acts.length]![1]]));
    expect(await broken(tenancy)).toEqual([]);
    await sixteen(() => finance.rows("select billing.create_credit_note($1, 'The rest')", [id]));
    expect((await owed(finance))!["tax"]).toBe("0.00");
    expect(await broken(tenancy)).toEqual([]);
  }, OPTIONS));

test.each([
  ["a note", "select billing.create_credit_note($1, 'All')"],
  [
    "a tax note",
    `select billing.create_tax_note($1, 'Tax', array[(i.id, null)::billing.tax_note_line_input])
    from billing.invoice_items as i where i.invoice_id = $1`,
  ],
])("a cancellation while %s is made takes what that leaves", (_, note) =>
  inTenant(async (tenancy) => {
    const [admin, sales, finance] = ["admin", "sales", "finance"].map((it) =>
      tenancy.as(it as "admin"),
    ) as [Persona, Persona, Persona];
    await issue(tenancy);
    const contract = await admin.value<string>(
      `select c.id
      from customers.accounts as a
      cross join lateral sales.create_contract(a.id, '2026-03-10', '2027-03-09', seat_count => 1,
        seat_price => 100, billing_frequency => 'monthly') as c`,
    );
    const invoice = await admin.value<string>(
      `select (billing.finalize_invoice(i.id)).id
      from billing.generate_invoice($1) as i`,
      [contract],
    );
    let cancelled: Promise<unknown> | undefined;
    await finance.transaction(async (client) => {
      await client.query(note, [invoice]);
      cancelled = sales.rows("select billing.cancel_contract($1, 'Leaves', '2026-03-11', true)", [
        contract,
      ]);
      await Promise.race([cancelled, sleep(300)]);
    });
    await cancelled;
    const rests = await tenancy.root.transaction(async (client) => {
      await client.query("set local role tenor_owner");
      return await client.query(
        `select r.* from billing.item_rests(array(
          select i.id from billing.invoice_items as i where i.amount > 0)) as r
        where r.net_left < 0 or r.tax_left < 0`,
      );
    });
    expect(rests.rows).toEqual([]);
    expect(await broken(tenancy)).toEqual([]);
  }, OPTIONS),
);
