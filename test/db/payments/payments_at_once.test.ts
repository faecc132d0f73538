// Sixteen clerks at once: no cent of a payment or of an invoice is spent twice. Money waits for the
// clerks, though invoices are issued beside it.
import { expect, test } from "vitest";
import { openTenant, type Persona, type Tenancy } from "../../support/tenants.ts";

const CLERKS = Array.from({ length: 16 }, (_, n) => n);

interface Payment extends Record<string, unknown> {
  id: string;
  applied_amount: string;
  unapplied_amount: string;
}

async function inTenant(work: (tenancy: Tenancy) => Promise<void>): Promise<void> {
  const tenancy = await openTenant();
  await tenancy.as("admin").rows("update tenancy.tenants set uses_unapplied_cash = false");
  await work(tenancy);
}

async function openAccount(finance: Persona): Promise<string> {
  return await finance.value<string>("select id from customers.create_account('North')");
}

// A finalised invoice of one item.
async function invoice(finance: Persona, accountId: string, amount: number): Promise<string> {
  return await finance.value<string>(
    `select (billing.finalize_invoice(i.id)).id
    from billing.create_invoice($1, items => array[
      (null, null, 'Work', 1, $2, 0, 0, null, null, null)::billing.invoice_item_input]) as i`,
    [accountId, amount],
  );
}

async function receive(finance: Persona, accountId: string, amount: number, invoiceId?: string) {
  const sql = `select * from payments.record_payment($2, $1, invoice_id => $3,
    application => $4)`;
  const application = invoiceId ? "auto" : "none";
  const payment = await finance.one<Payment>(sql, [
    accountId,
    amount,
    invoiceId ?? null,
    application,
  ]);
  return payment!;
}

// The SQLSTATE of a refusal, or "done".
async function outcome(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => "done",
    (error: { code?: string }) => error.code ?? String(error),
  );
}

async function expectHealth({ as }: Tenancy): Promise<void> {
  expect(await as("viewer").rows("select * from ledger.discrepancies")).toEqual([]);
}

test("sixteen payments of one invoice pay it once; the others are unapplied cash", () =>
  inTenant(async (tenancy) => {
    const finance = tenancy.as("finance");
    const accountId = await openAccount(finance);
    const invoiceId = await invoice(finance, accountId, 100);

    const payments = await Promise.all(
      CLERKS.map(() => receive(finance, accountId, 30, invoiceId)),
    );

    const applied = payments.map((payment) => Number(payment.applied_amount)).sort((a, b) => b - a);
    expect(applied).toEqual([30, 30, 30, 10, ...Array(12).fill(0)]);
    expect(
      await finance.one("select status, balance from billing.invoices where id = $1", [invoiceId]),
    ).toEqual({ status: "paid", balance: "0.00" });
    expect(await finance.value("select ledger.balance('unapplied_cash', 'USD')")).toBe("380.00");
    expect(await finance.value("select ledger.balance('cash', 'USD')")).toBe("480.00");
    await expectHealth(tenancy);
  }));

test("a payment applied sixteen times at once is spent once", () =>
  inTenant(async (tenancy) => {
    const finance = tenancy.as("finance");
    const accountId = await openAccount(finance);
    const payment = await receive(finance, accountId, 100);
    const invoices = await Promise.all(CLERKS.map(() => invoice(finance, accountId, 50)));

    const outcomes = await Promise.all(
      invoices.map((invoiceId) =>
        outcome(
          finance.rows(
            `select payments.apply_payment($1,
              array[($2, 30)::payments.application_input])`,
            [payment.id, invoiceId],
          ),
        ),
      ),
    );

    expect(outcomes.filter((code) => code === "done")).toHaveLength(3);
    expect(outcomes.filter((code) => code === "OVRAP")).toHaveLength(13);
    expect(
      await finance.value("select unapplied_amount from payments.payments where id = $1", [
        payment.id,
      ]),
    ).toBe("10.00");
    await expectHealth(tenancy);
  }));

test("sixteen payments find their invoices by themselves, oldest due first", () =>
  inTenant(async (tenancy) => {
    const finance = tenancy.as("finance");
    const accountId = await openAccount(finance);
    for (const amount of [35, 45, 55, 65, 75]) await invoice(finance, accountId, amount);

    await Promise.all(
      CLERKS.map(() => finance.rows("select payments.record_payment(20, $1)", [accountId])),
    );

    expect(await finance.rows("select distinct status, balance from billing.invoices")).toEqual([
      { status: "paid", balance: "0.00" },
    ]);
    expect(await finance.value("select sum(unapplied_amount) from payments.payments")).toBe(
      "45.00",
    );
    await expectHealth(tenancy);
  }));

test("payments that name the same invoices in another order do not wait for each other", () =>
  inTenant(async (tenancy) => {
    const finance = tenancy.as("finance");
    const accountId = await openAccount(finance);
    const invoices = await Promise.all(CLERKS.map(() => invoice(finance, accountId, 16)));
    const payments = await Promise.all(CLERKS.map(() => receive(finance, accountId, 16)));

    const outcomes = await Promise.all(
      payments.map((payment) =>
        outcome(
          finance.rows(
            `select payments.apply_payment($1, array(
              select (i, 1)::payments.application_input
              from unnest($2::uuid[]) as i order by random()))`,
            [payment.id, invoices],
          ),
        ),
      ),
    );

    expect(new Set(outcomes)).toEqual(new Set(["done"]));
    expect(await finance.value("select sum(balance) from billing.invoices")).toBe("0.00");
    await expectHealth(tenancy);
  }));

test("a refund and an application do not both get the last money", () =>
  inTenant(async (tenancy) => {
    const finance = tenancy.as("finance");
    const accountId = await openAccount(finance);
    const payment = await receive(finance, accountId, 10);
    const invoiceId = await invoice(finance, accountId, 10);

    const outcomes = await Promise.all([
      outcome(finance.rows("select payments.refund_payment($1, 'Sent twice')", [payment.id])),
      outcome(
        finance.rows(
          "select payments.apply_payment($1, array[($2, 10)::payments.application_input])",
          [payment.id, invoiceId],
        ),
      ),
    ]);

    expect(outcomes.sort()).toEqual(["TRANS", "done"]);
    await expectHealth(tenancy);
  }));

test("an invoice is either paid or void", () =>
  inTenant(async (tenancy) => {
    const finance = tenancy.as("finance");
    const accountId = await openAccount(finance);
    for (const round of [1, 2, 3, 4]) {
      const invoiceId = await invoice(finance, accountId, 10 * round);
      const outcomes = await Promise.all([
        outcome(finance.rows("select billing.void_invoice($1, 'Wrong')", [invoiceId])),
        outcome(receive(finance, accountId, 10 * round, invoiceId)),
      ]);
      expect(outcomes.sort()).toEqual(["TRANS", "done"]);
    }
    await expectHealth(tenancy);
  }));

test("a payment reversed sixteen times at once is reversed once", () =>
  inTenant(async (tenancy) => {
    const finance = tenancy.as("finance");
    const accountId = await openAccount(finance);
    const invoiceId = await invoice(finance, accountId, 100);
    const payment = await receive(finance, accountId, 100, invoiceId);

    const statuses = await Promise.all(
      CLERKS.map((n) =>
        finance.value("select status from payments.reverse_payment($1, $2)", [
          payment.id,
          `Clerk ${n}`,
        ]),
      ),
    );

    expect(new Set(statuses)).toEqual(new Set(["reversed"]));
    expect(
      await finance.one("select status, balance from billing.invoices where id = $1", [invoiceId]),
    ).toEqual({ status: "open", balance: "100.00" });
    expect(await finance.value("select ledger.balance('cash', 'USD')")).toBe("0.00");
    expect(
      await finance.value(
        "select count(*)::int from events.events where type = 'payment.reversed'",
      ),
    ).toBe(1);
    await expectHealth(tenancy);
  }));

test("an application taken back sixteen times at once is taken back once", () =>
  inTenant(async (tenancy) => {
    const finance = tenancy.as("finance");
    const accountId = await openAccount(finance);
    const invoiceId = await invoice(finance, accountId, 100);
    const payment = await receive(finance, accountId, 100, invoiceId);
    const unapply = (amount: number | null) =>
      Promise.all(
        CLERKS.map(() =>
          outcome(
            finance.rows("select payments.unapply_payment($1, $2, $3)", [
              payment.id,
              invoiceId,
              amount,
            ]),
          ),
        ),
      );

    const parts = await unapply(30);
    expect(parts.filter((code) => code === "done")).toHaveLength(3);
    expect(parts.filter((code) => code === "OVRAP")).toHaveLength(13);
    const rest = await unapply(null);
    expect(rest.filter((code) => code === "done")).toHaveLength(1);
    expect(rest.filter((code) => code === "TRANS")).toHaveLength(15);
    expect(await finance.value("select ledger.balance('unapplied_cash', 'USD')")).toBe("100.00");
    await expectHealth(tenancy);
  }));

test("reversing, applying, taking back and giving back at once keep every cent", () =>
  inTenant(async (tenancy) => {
    const finance = tenancy.as("finance");
    const accountId = await openAccount(finance);
    for (let round = 0; round < 4; round += 1) {
      const one = await invoice(finance, accountId, 40);
      const other = await invoice(finance, accountId, 40);
      const payment = await receive(finance, accountId, 60, one);
      const acts = [
        ["select payments.reverse_payment($1, 'Bounced')", payment.id],
        ["select payments.unapply_payment($1, $2)", payment.id, one],
        ["select payments.refund_payment($1, 'Too much', 5)", payment.id],
        [
          "select payments.apply_payment($1, array[($2, 10)::payments.application_input])",
          payment.id,
          other,
        ],
        ["select billing.write_off_invoice($1, 'Enough', 1)", one],
        ["select billing.write_off_invoice($1, 'Gone')", other],
        ["select billing.void_invoice($1, 'Wrong')", one],
        ["select billing.create_credit_note($1, 'Sorry')", one],
      ] as const;

      const outcomes = await Promise.all(
        [...acts, ...acts].map(([sql, ...ids]) => outcome(finance.rows(sql, ids))),
      );

      for (const code of outcomes) expect(["done", "TRANS", "OVRAP", "RFNDD"]).toContain(code);
      await expectHealth(tenancy);
    }
    expect(
      await finance.value("select sum(balance) from billing.invoices where status <> 'void'"),
    ).toBe(await finance.value("select ledger.balance('receivable', 'USD')"));
  }));

test("sixteen recoveries at once bring no more than was written off", () =>
  inTenant(async (tenancy) => {
    const finance = tenancy.as("finance");
    const accountId = await openAccount(finance);
    const invoiceId = await invoice(finance, accountId, 100);
    await finance.rows("select billing.write_off_invoice($1, 'Gone')", [invoiceId]);

    await Promise.all(CLERKS.map(() => receive(finance, accountId, 30, invoiceId)));

    expect(await finance.value("select ledger.balance('bad_debt_recovery', 'USD')")).toBe("100.00");
    expect(await finance.value("select ledger.balance('unapplied_cash', 'USD')")).toBe("380.00");
    await expectHealth(tenancy);
  }));

test("sixteen pay a part of an invoice on a cash basis; its tax is owed once", () =>
  inTenant(async (tenancy) => {
    const finance = tenancy.as("finance");
    await tenancy.as("admin").rows("update tenancy.legal_entities set tax_basis = 'cash'");
    const accountId = await openAccount(finance);
    const invoiceId = await finance.value<string>(
      `select (billing.finalize_invoice(i.id)).id
      from billing.create_invoice($1, items => array[
        (null, null, 'Work', 1, 100, 0, 7, null, null, null)::billing.invoice_item_input]) as i`,
      [accountId],
    );

    await Promise.all(CLERKS.map(() => receive(finance, accountId, 6.33, invoiceId)));
    const books =
      "select ledger.balance('tax_payable', 'USD') || ' ' || ledger.balance('tax_suspense', 'USD')";
    // Of 107.00 are 101.28 paid: 6.6258 of 7.00.
    expect(await finance.value(books)).toBe("6.63 0.37");
    const outcomes = await Promise.all(
      CLERKS.map(async (n) =>
        n % 2
          ? await outcome(receive(finance, accountId, 5, invoiceId))
          : await outcome(
              finance.rows(
                `select payments.reverse_payment(p.id, 'Bounced')
                from payments.payments as p
                where p.amount = 6.33 order by p.id offset $1 limit 1`,
                [n],
              ),
            ),
      ),
    );
    expect(outcomes).toEqual(CLERKS.map(() => "done"));
    // 50.64 of the first, and of the others as much as it needed.
    const paid = Number(
      await finance.value("select paid_amount from billing.invoices where id = $1", [invoiceId]),
    );
    const owed = Math.round((7 * paid * 100) / 107) / 100;
    expect(await finance.value(books)).toBe(`${owed.toFixed(2)} ${(7 - owed).toFixed(2)}`);
    await expectHealth(tenancy);
  }));

test("sixteen invoices deduct one advance payment; no cent of it is deducted twice", () =>
  inTenant(async (tenancy) => {
    const finance = tenancy.as("finance");
    const accountId = await openAccount(finance);
    const item = `array[(null, null, 'Work', 1, $2::numeric, 0, 0, null, null, null
      )::billing.invoice_item_input]`;
    await finance.rows(
      `select payments.record_payment($2::numeric, $1, deposit_for => row(${item})::payments.deposit_input)`,
      [accountId, 100],
    );
    const deposit = await finance.value<string>(
      "select id from billing.invoices where billing_type = 'advance'",
    );
    const drafts = await Promise.all(
      CLERKS.map(() =>
        finance.value<string>(`select id from billing.create_invoice($1, items => ${item})`, [
          accountId,
          30,
        ]),
      ),
    );

    const outcomes = await Promise.all(
      drafts.map((draft) =>
        outcome(
          finance.rows("select billing.finalize_invoice($1, deduct_deposits => array[$2::uuid])", [
            draft,
            deposit,
          ]),
        ),
      ),
    );

    expect(outcomes.filter((code) => code === "done")).toHaveLength(4);
    expect(outcomes.filter((code) => code === "OVRAP")).toHaveLength(12);
    expect(await finance.value("select ledger.balance('customer_deposits', 'USD')")).toBe("0.00");
    expect(await finance.value("select ledger.balance('receivable', 'USD')")).toBe("20.00");
    await expectHealth(tenancy);
  }));
