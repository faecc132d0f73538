// What a session did first does not decide how it goes on: plans of triggers and keys are kept from
// the first firing, however few rows it had.
import { expect, test } from "vitest";
import { withClient } from "../../../server/postgres/connection.ts";
import { seedManyContracts } from "../../../bench/support/bulk.ts";
import { inTenant, type Tenancy } from "../../support/tenants.ts";

const FEW = 1_000;

/** Milliseconds of work in the tenant, in a session of its own that did the same with no row first. */
async function timed({ root }: Tenancy, idle: string, work: string[]): Promise<number[]> {
  return await root.transaction(async (client) => {
    await client.query("set local role tenor_owner");
    await client.query(idle);
    const times = [];
    for (const sql of work) {
      const start = performance.now();
      await client.query(sql);
      times.push(performance.now() - start);
    }
    return times;
  });
}

function expectLinear([few = 0, many = 0]: number[]): void {
  // Four times the rows: as a square it would be sixteen times as long.
  expect(many / few).toBeLessThan(9);
  expect(many).toBeLessThan(30_000);
}

test("many invoices that are late in a session that found none late before", async () => {
  await inTenant(async (tenancy) => {
    const account = await tenancy
      .as("admin")
      .value<string>("select id from customers.create_account('Acme')");
    await withClient(tenancy.database.rootUrl, async (client) => {
      await client.query("set session_replication_role = replica");
      await client.query("select set_config('tenor.tenant_id', $1, false)", [tenancy.tenantId]);
      await client.query(
        `insert into billing.invoices (tenant_id, invoice_number, account_id, status, currency,
          issue_date, due_date, time_zone, subtotal, discount, tax, paid_amount, credited_amount,
          written_off_amount, recovered_amount, drawn_amount, finalized_at, created_at, updated_at)
        select $1, 'I' || n, $2, 'open', 'USD', '2024-10-01', date '2024-11-01' + (n > $3)::int,
          'UTC', 0, 0, 0, 0, 0, 0, 0, 0, now(), now(), now()
        from generate_series(1, 5 * $3::int) as n`,
        [tenancy.tenantId, account, FEW],
      );
    });
    const mark = (until: string) =>
      `select billing.mark_overdue(array(
        select id from billing.invoices where status = 'open' and due_date <= '${until}'))`;
    expectLinear(
      await timed(tenancy, mark("2024-10-01"), [mark("2024-11-01"), mark("2024-11-02")]),
    );
    const entries = await tenancy.root.value(
      `select count(*)::int from audit.entries
      where tenant_id = $1 and old_values ->> 'status' = 'open'
        and new_values ->> 'status' = 'overdue'`,
      [tenancy.tenantId],
    );
    expect(entries).toBe(5 * FEW);
  });
}, 60_000);

test("many invoices of one payer in a session that made one before", async () => {
  await inTenant(
    async (tenancy) => {
      const sizes = [1, FEW / 10, (4 * FEW) / 10];
      await withClient(tenancy.database.rootUrl, async (client) => {
        for (const count of sizes) {
          const { tenantId } = tenancy;
          await seedManyContracts(client, {
            tenantId,
            count,
            prefix: `N${count}-`,
            subsidiaries: count,
          });
        }
      });
      const bill = (count: number) =>
        `select billing.bill_and_publish(array(
          select id from sales.contracts where contract_number like 'N${count}-%'))`;
      const [one = "", ...more] = sizes.map(bill);
      expectLinear(await timed(tenancy, one, more));
    },
    { clockAt: "2026-02-01T12:00:00Z" },
  );
}, 60_000);
