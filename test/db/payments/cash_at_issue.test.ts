// Invoices that are issued use what is left of their account's payments, one or hundreds at once.
import { expect, test } from "vitest";
import { inTenant, type Persona } from "../../support/tenants.ts";

const openAccount = (finance: Persona, name = "North") =>
  finance.value<string>("select id from customers.create_account($1)", [name]);

const draft = (finance: Persona, accountId: string, amount: number, currency = "USD") =>
  finance.value<string>(
    `select id from billing.create_invoice($1, currency => $3, items => array[
      (null, null, 'Work', 1, $2, 0, 0, null, null, null)::billing.invoice_item_input])`,
    [accountId, amount, currency],
  );

const issue = (finance: Persona, invoiceId: string) =>
  finance.one("select status, balance from billing.finalize_invoice($1)", [invoiceId]);

const receive = (finance: Persona, accountId: string, amount: number, receivedOn?: string) =>
  finance.value<string>(
    `select id from payments.record_payment($2, $1, received_on => $3, application => 'none',
      currency => 'USD')`,
    [accountId, amount, receivedOn ?? null],
  );

const leftOf = (finance: Persona, paymentIds: string[]) =>
  finance.value<string[]>(
    `select array_agg(p.unapplied_amount::text order by named.place)
    from unnest($1::uuid[]) with ordinality as named (id, place)
    join payments.payments as p on p.id = named.id`,
    [paymentIds],
  );

const discrepancies = (finance: Persona) => finance.rows("select * from ledger.discrepancies");

test("the balance comes first, then the oldest payment, then the next", () =>
  inTenant(async ({ as }) => {
    const finance = as("finance");
    const accountId = await openAccount(finance);
    const credited = await draft(finance, accountId, 30);
    await issue(finance, credited);
    await finance.rows("select payments.record_payment(30, invoice_id => $1)", [credited]);
    await finance.rows("select billing.create_credit_note($1, 'Sorry')", [credited]);
    const young = await receive(finance, accountId, 50, "2025-01-01");
    const old = await receive(finance, accountId, 20, "2024-12-01");

    expect(await issue(finance, await draft(finance, accountId, 60))).toEqual({
      status: "paid",
      balance: "0.00",
    });
    expect(await leftOf(finance, [old, young])).toEqual(["0.00", "40.00"]);
    expect(await finance.value("select sum(balance) from billing.account_balances")).toBe("0.00");
    expect(await issue(finance, await draft(finance, accountId, 100))).toEqual({
      status: "partially_paid",
      balance: "60.00",
    });
    expect(
      await finance.rows(
        `select a.amount, e.code, e.kind, e.posted_on::text
        from payments.payment_applications as a
        join ledger.entries as e on e.source_id = a.id and e.side = 'debit'
        where a.payment_id = $1 order by a.id`,
        [young],
      ),
    ).toEqual([
      { amount: "10.00", code: "unapplied_cash", kind: "applied", posted_on: "2025-01-01" },
      { amount: "40.00", code: "unapplied_cash", kind: "applied", posted_on: "2025-01-01" },
    ]);
    expect(
      await finance.value(
        `select array_agg(e.type order by e.id) from events.events as e where e.object_id = $1`,
        [young],
      ),
    ).toEqual(["payment.received", "payment.applied", "payment.applied"]);
    expect(await discrepancies(finance)).toEqual([]);
  }));

test("only money of who pays, in the invoice's currency, and only if the tenant wants it", () =>
  inTenant(async ({ as }) => {
    const [finance, admin] = [as("finance"), as("admin")];
    const accountId = await openAccount(finance);
    const payment = await receive(finance, accountId, 100);
    const wants = (it: boolean) =>
      admin.rows("update tenancy.tenants set uses_unapplied_cash = $1", [it]);

    const stranger = await openAccount(finance, "South");
    expect(await issue(finance, await draft(finance, stranger, 10))).toMatchObject({
      status: "open",
    });
    expect(await issue(finance, await draft(finance, accountId, 10, "EUR"))).toMatchObject({
      status: "open",
    });
    await wants(false);
    expect(await issue(finance, await draft(finance, accountId, 10))).toMatchObject({
      status: "open",
    });
    expect(await leftOf(finance, [payment])).toEqual(["100.00"]);
    await wants(true);
    expect(await issue(finance, await draft(finance, accountId, 10))).toMatchObject({
      status: "paid",
    });
    expect(await leftOf(finance, [payment])).toEqual(["90.00"]);
    expect(await finance.refusal("update tenancy.tenants set uses_unapplied_cash = true")).toBe(
      "42501",
    );
  }));

test("what a person took back is not taken again by the same invoice", () =>
  inTenant(async ({ as, clock }) => {
    const finance = as("finance");
    const accountId = await openAccount(finance);
    const payment = await receive(finance, accountId, 100);
    const invoiceId = await draft(finance, accountId, 70);
    await issue(finance, invoiceId);
    await finance.rows("select payments.unapply_payment($1, $2)", [payment, invoiceId]);
    await clock.advance("2025-02-15T09:00:00Z");

    expect(
      await finance.one("select status, balance from billing.invoices where id = $1", [invoiceId]),
    ).toEqual({ status: "overdue", balance: "70.00" });
    expect(await leftOf(finance, [payment])).toEqual(["100.00"]);
    const voided = "select status from billing.void_invoice($1, 'Wrong')";
    expect(await finance.one(voided, [invoiceId])).toEqual({ status: "void" });
    expect(await discrepancies(finance)).toEqual([]);
  }));

test(
  "a run that issues hundreds at once pays each from its own account's money",
  () =>
    inTenant(async ({ as, root }) => {
      const [finance, admin, worker] = [as("finance"), as("admin"), as("worker")];
      await admin.rows("update tenancy.tenants set finalize_after_days = 0");
      await admin.rows(
        `with account as (
        select n, (customers.create_account('Account ' || n)).id from generate_series(1, 300) as n
      )
      select sales.create_contract(a.id, '2025-01-01', '2025-12-31', seat_count => 1,
        seat_price => 10, billing_frequency => 'monthly')
      from account as a order by a.n`,
      );
      // Every third pays in two parts of 6, every fifth 4 alone; the others nothing.
      await finance.rows(
        `select payments.record_payment(part.amount, a.id, application => 'none')
      from (select a.id, substr(a.account_name, 9)::int as n from customers.accounts as a) as a
      cross join lateral (values (6, a.n % 3 = 0), (6, a.n % 3 = 0), (4, a.n % 5 = 0))
        as part (amount, comes)
      where part.comes`,
      );

      await finance.rows("select billing.start_billing_run('2025-01-01')");
      for (const { id } of await root.rows("select id from billing.run_batches")) {
        await worker.rows("select billing.keep_statistics()");
        await worker.rows("select billing.bill_batch($1)", [id]);
      }

      expect(
        await finance.rows(
          `select i.status, i.balance, count(*)::int from billing.invoices as i
        group by i.status, i.balance order by i.balance`,
        ),
      ).toEqual([
        { status: "paid", balance: "0.00", count: 100 },
        { status: "partially_paid", balance: "6.00", count: 40 },
        { status: "open", balance: "10.00", count: 160 },
      ]);
      expect(
        await finance.one(
          `select count(*)::int as others from payments.payment_applications as a
        join payments.payments as p on p.id = a.payment_id
        join billing.invoices as i on i.id = a.invoice_id
        where i.account_id <> p.account_id`,
        ),
      ).toEqual({ others: 0 });
      expect(await discrepancies(finance)).toEqual([]);
    }),
  90_000,
);

test("sixteen invoices issued at once spend a payment once", () =>
  inTenant(async ({ as }) => {
    const finance = as("finance");
    const accountId = await openAccount(finance);
    const payment = await receive(finance, accountId, 100);
    const drafts: string[] = [];
    for (let n = 0; n < 16; n += 1) drafts.push(await draft(finance, accountId, 30));

    await Promise.all(drafts.map((id) => issue(finance, id)));

    expect(await leftOf(finance, [payment])).toEqual(["0.00"]);
    expect(
      await finance.rows(
        `select status, balance, count(*)::int from billing.invoices
        group by status, balance order by balance`,
      ),
    ).toEqual([
      { status: "paid", balance: "0.00", count: 3 },
      { status: "partially_paid", balance: "20.00", count: 1 },
      { status: "open", balance: "30.00", count: 12 },
    ]);
    expect(await discrepancies(finance)).toEqual([]);
  }));
