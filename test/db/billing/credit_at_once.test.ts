// The last of a limit, or of an order, is taken once, whoever comes at the same time.
import { expect, test } from "vitest";
import { inTenant, type Tenancy } from "../../support/tenants.ts";

const BILL = `select id from billing.create_invoice($1, purchase_order_number => $2,
  items => array[(null, null, 'Work', 1, $3, 0, 0, null, null, null)::billing.invoice_item_input])`;

/** The codes of the refusals. */
async function sixteen({ as }: Tenancy, values: unknown[]): Promise<string[]> {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 16 }, () => as("finance").value(BILL, values)),
  );
  return outcomes
    .filter((it) => it.status === "rejected")
    .map((it) => (it.reason as { code: string }).code);
}

test("sixteen invoices at once take of a limit what it has", () =>
  inTenant(async (tenancy) => {
    const account = await tenancy
      .as("finance")
      .value("select id from customers.create_account('Acme', credit_limit => 500)");
    const refusals = await sixteen(tenancy, [account, null, 90]);
    expect(refusals).toEqual(Array.from({ length: 11 }, () => "CRHLD"));
    expect(
      await tenancy
        .as("viewer")
        .one("select exposure, available from billing.account_credit($1)", [account]),
    ).toEqual({ exposure: "450.00", available: "50.00" });
  }));

test("sixteen draws at once never overdraw an order", () =>
  inTenant(async (tenancy) => {
    const admin = tenancy.as("admin");
    const account = await admin.value("select id from customers.create_account('Acme')");
    await admin.rows(
      `select sales.submit_purchase_order(o.id)
      from sales.create_purchase_order($1, 'PO-1', 500, '2025-01-01', '2025-12-31') as o`,
      [account],
    );
    const refusals = await sixteen(tenancy, [account, "PO-1", 90]);
    expect(refusals).toEqual(Array.from({ length: 11 }, () => "POEXH"));
    expect(
      await admin.one("select amount_invoiced, amount_remaining from sales.purchase_orders"),
    ).toEqual({ amount_invoiced: "450.00", amount_remaining: "50.00" });
  }));

test("two runs at once cannot both pass a limit", () =>
  inTenant(async ({ as, root, tenantId }) => {
    const parent = await as("finance").value(
      `select id from customers.create_account('Parent', credit_limit => 1000,
        credit_limit_scope => 'subtree')`,
    );
    const children = await Promise.all(
      [1, 2].map((n) =>
        as("finance").value("select id from customers.create_account($1, $2)", [`C${n}`, parent]),
      ),
    );
    const admitted = await Promise.all(
      children.map((child) =>
        root.transaction(async (client) => {
          await client.query("select set_config('role', 'tenor_owner', true)");
          const { rows } = await client.query<{ id: string; code: string | null }>(
            `select * from billing.admit_invoices(array(
              select (uuidv7(), $1, null, null, 'USD', 100, '2025-01-01')::billing.invoice_request
              from generate_series(1, 8)))`,
            [child],
          );
          const made = rows.filter(({ code }) => code === null).length;
          // What was admitted is made before the commit.
          await client.query(
            `insert into billing.invoices (tenant_id, invoice_number, account_id, currency,
              issue_date, due_date, time_zone, subtotal, discount, tax, paid_amount,
              credited_amount)
            select $1, gen_random_uuid()::text, $2, 'USD', '2025-01-01', '2025-01-01', 'UTC', 0,
              0, 0, 0, 0
            from generate_series(1, $3::int)`,
            [tenantId, child, made],
          );
          await client.query(
            `with item as (
              insert into billing.invoice_items (invoice_id, "position", account_id, description,
                unit_price, amount, discount, tax)
              select i.id, 1, i.account_id, 'Work', 100, 100, 0, 0 from billing.invoices as i
              where i.account_id = $1
            )
            update billing.invoices set subtotal = 100 where account_id = $1`,
            [child],
          );
          return made;
        }),
      ),
    );
    expect(admitted.toSorted((a, b) => a - b)).toEqual([2, 8]);
    expect(
      await as("viewer").one("select exposure, available from billing.account_credit($1)", [
        parent,
      ]),
    ).toEqual({ exposure: "1000.00", available: "0.00" });
    // The one that was refused is on hold.
    const onHold = "select count(*)::int from customers.accounts where credit_hold";
    expect(await as("viewer").value(onHold)).toBe(1);
  }));
