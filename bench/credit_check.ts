// May this account be billed? Asked for one account, and by a run for a batch under the locks.
import { load, secondsOf } from "./support/clock.ts";
import type { Platform } from "./support/platform.ts";
import type { Scenario } from "./support/scenario.ts";

const ACCOUNTS = 5_000;
const BATCH = 500;
const CLIENTS = 4;

export default {
  name: "credit",
  async run(platform) {
    const accounts = await seedDebtors(platform);
    const idle = await Promise.all(
      Array.from({ length: CLIENTS }, () => platform.connect("finance")),
    );
    const check = async (n: number) => {
      const client = idle.pop()!;
      await client.query({
        name: "credit",
        text: "select * from billing.account_credit($1)",
        values: [accounts[n % ACCOUNTS]],
      });
      idle.push(client);
    };
    await load(CLIENTS, 500, check);
    const single = await load(CLIENTS, 20_000, check);

    // An internal function: as its owner.
    await platform.root.query("set role tenor_owner");
    const admit = async (from: number) => {
      const { rows } = await platform.root.query(ADMIT, [accounts.slice(from, from + BATCH)]);
      if (rows[0].refused !== 0) throw new Error("An invoice within its limit was refused.");
    };
    await admit(0);
    const seconds = await secondsOf(async () => {
      for (let from = 0; from < ACCOUNTS; from += BATCH) await admit(from);
    });
    return [
      {
        what: "credit check, SQL",
        value: single.perSecond,
        unit: "/s",
        target: 3_000,
        customer: "800/s",
      },
      {
        what: `credit checks of a run, ${BATCH} at once under the locks`,
        value: ACCOUNTS / seconds,
        unit: "/s",
        target: 3_000,
        customer: "800/s",
      },
    ];
  },
} satisfies Scenario;

const ADMIT = `select (count(*) filter (where code is not null))::int as refused
  from billing.admit_invoices(array(
    select (uuidv7(), id, null, null, 'USD', 100, '2026-02-01')::billing.invoice_request
    from unnest($1::uuid[]) as id))`;

/** Accounts with a limit, five open invoices and some unapplied cash each. */
async function seedDebtors({ root, tenantId }: Platform): Promise<string[]> {
  const run = (sql: string) => root.query(sql.replaceAll(":tenant", `'${tenantId}'::uuid`));
  await root.query("begin");
  // Past the commands and their triggers: what is measured comes afterwards.
  await root.query("set local session_replication_role = replica");
  await root.query("select set_config('tenor.tenant_id', $1, true)", [tenantId]);
  const { rows } = await run(`insert into customers.accounts
      (tenant_id, id, account_name, currency, path, credit_limit)
    select :tenant, id, 'Debtor', 'USD', array[id], 10000
    from (select uuidv7() as id from generate_series(1, ${ACCOUNTS})) as fresh
    returning id`);
  await run(`insert into billing.invoices (tenant_id, invoice_number, account_id, currency, status,
      issue_date, due_date, time_zone, subtotal, discount, tax, paid_amount, credited_amount,
      finalized_at, created_at, updated_at)
    select :tenant, 'B-' || uuidv7(), a.id, 'USD', 'open', '2026-01-01', '2026-01-31', 'UTC', 100,
      0, 0, 0, 0, now(), now(), now()
    from customers.accounts as a cross join generate_series(1, 5)
    where a.tenant_id = :tenant`);
  await run(`insert into payments.payments (tenant_id, account_id, currency, amount,
      applied_amount, refunded_amount, method, received_on, created_at, updated_at)
    select :tenant, a.id, 'USD', 50, 0, 0, 'wire', '2026-01-10', now(), now()
    from customers.accounts as a where a.tenant_id = :tenant`);
  await root.query("commit");
  await root.query("vacuum analyze");
  return (rows as { id: string }[]).map(({ id }) => id);
}
