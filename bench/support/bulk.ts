// Contracts by the ten thousand, of three tiered lines each, written past the commands: what is
// measured is their billing.
import type { ClientBase } from "pg";

export interface Many {
  tenantId: string;
  count: number;
  /** Begins the names of accounts and the numbers of contracts. */
  prefix?: string;
  start?: string;
  frequency?: string;
  /** So many accounts have one parent, who pays for them. */
  subsidiaries?: number;
}

/**
 * So many accounts in a state whose tax the tenant charges, each with an active contract of three
 * lines over a year, due on its start.
 */
export async function seedManyContracts(root: ClientBase, many: Many): Promise<void> {
  const { tenantId, count, prefix = "CTR-", start = "2026-02-01", frequency = "annual" } = many;
  const { subsidiaries = 0 } = many;
  await root.query("begin");
  // Triggers would keep an audit entry and an event for each row that is only there to be billed.
  await root.query("set local session_replication_role = replica");
  await root.query("select set_config('tenor.tenant_id', $1, true)", [tenantId]);
  const run = (sql: string) =>
    root.query(
      sql
        .replaceAll(":tenant", `'${tenantId}'::uuid`)
        .replaceAll(":start", `'${start}'::date`)
        .replaceAll(":end", `('${start}'::date + interval '1 year')::date`),
    );
  await run(`insert into tax.tax_registrations (tenant_id, jurisdiction, number, valid_from)
    select :tenant, 'US-CA', 'CA-1', '2020-01-01'
    where not exists (select from tax.tax_registrations where tenant_id = :tenant)`);
  await run(`create temporary table parents on commit drop as
    select family, uuidv7() as parent_id
    from generate_series(0, ${subsidiaries && Math.ceil(count / subsidiaries)} - 1) as family`);
  await run(`create temporary table seeded on commit drop as
    select n, uuidv7() as account_id, uuidv7() as contract_id, parent_id
    from generate_series(1, ${count}) as n
    left join parents on family = (n - 1) / ${subsidiaries || 1}`);
  await run(`insert into customers.accounts (tenant_id, id, account_name, currency, path)
    select :tenant, parent_id, '${prefix}parent-' || family, 'USD', array[parent_id]
    from parents`);
  await run(`insert into customers.accounts (tenant_id, id, account_name, currency,
      parent_account_id, payer, path)
    select :tenant, account_id, '${prefix}' || n, 'USD', parent_id,
      case when parent_id is null then 'self' else 'parent' end,
      array_remove(array[parent_id, account_id], null)
    from seeded`);
  await run(`insert into customers.addresses (tenant_id, account_id, is_default, line1, city, state,
      postal_code, country)
    select :tenant, account_id, true, n || ' Market Street', 'San Francisco', 'CA', '94105', 'US'
    from seeded`);
  await run(`insert into sales.contracts (tenant_id, id, contract_number, account_id, status,
      start_date, end_date, contract_value, currency, billing_frequency, billing_months,
      billing_anchor, payment_terms_days, activated_at, created_at, updated_at)
    select :tenant, contract_id, '${prefix}' || n, account_id, 'active',
      :start, :end - 1, 0, 'USD', '${frequency}', kernel.months_of('${frequency}'), :start, 30,
      now(), now(), now()
    from seeded`);
  await run(`create temporary table seeded_lines on commit drop as
    select s.*, place, uuidv7() as line_id from seeded as s, generate_series(1, 3) as place`);
  await run(`insert into sales.contract_lines (tenant_id, id, contract_id, account_id, "position",
      description, pricing_model, start_date, end_date, created_at, updated_at)
    select :tenant, line_id, contract_id, account_id, place, 'Service ' || place,
      case place when 3 then 'graduated' else 'volume' end, :start, :end - 1, now(), now()
    from seeded_lines`);
  await run(`insert into sales.contract_line_terms (tenant_id, line_id, valid, quantity, tiers,
      discount_percent, created_at, updated_at)
    select :tenant, line_id, daterange(:start, :end), 10 + n % 300,
      array[(50, 99, 0), (200, 89, 0), (null, 79, 0)]::catalog.tier[],
      case place when 1 then 5 end, now(), now()
    from seeded_lines`);
  await run(`insert into billing.billing_schedules (tenant_id, contract_id, next_bill_on)
    select :tenant, contract_id, :start from seeded`);
  await root.query("commit");
  await root.query("vacuum analyze");
  // Segments of the log that can be written again, as a server in service has them.
  await root.query("checkpoint");
}
