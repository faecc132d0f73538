// What billing has made in a tenant, told so that two databases with the same contracts can be
// compared: without the ids and numbers that depend on who came first, which are looked at apart.
import type { Client } from "pg";

export interface Billed {
  /** For each payer: its invoices, with items, taxes and what became due next. */
  payers: Map<string, string>;
  /** Sums and counts that must be alike. */
  books: Record<string, unknown>[];
  /** What may never be, whatever happened. */
  faults: Record<string, unknown>[];
}

const PAYERS = `
  with item as (
    select i.invoice_id, jsonb_agg(jsonb_build_array(i.position, i.account_id, i.contract_line_id,
        i.kind, i.description, i.service_period, i.quantity, i.unit_price, i.amount, i.discount,
        i.tax, (select jsonb_agg(jsonb_build_array(t.jurisdiction, t.rate, t.treatment, t.taxable,
          t.amount) order by t.place) from billing.item_taxes as t
          where t.invoice_item_id = i.id))
      order by i.position) as items
    from billing.invoice_items as i
    group by i.invoice_id
  )
  select i.account_id as payer, jsonb_agg(invoice order by i.issue_date, invoice::text)::text as told
  from billing.invoices as i
  join item on item.invoice_id = i.id
  cross join lateral jsonb_build_array(i.contract_id, i.purchase_order_number, i.drawn_amount,
    i.status, i.billing_type, i.currency, i.issue_date, i.due_date, i.service_period, i.subtotal,
    i.discount, i.tax, i.total, i.balance, item.items) as invoice
  group by i.account_id`;

const BOOKS = `
  select 'ledger' as what, code || ' ' || currency as of, count(*)::int as count,
    coalesce(sum(debit), 0) || ' ' || coalesce(sum(credit), 0) as sum
  from ledger.entries group by code, currency
  union all
  select 'events', type, count(distinct object_id)::int, count(*)::text
  from events.events where type !~ '^(billing_run|duty)\\.' group by type
  union all
  select 'jobs', task, count(*)::int, ''
  from events.jobs
  where task not in ('billing/run_batch', 'billing/render_invoice', 'billing/render_invoices')
  group by task
  union all
  -- How they are bundled depends on the batch; each invoice is in one.
  select 'rendered', '', count(distinct invoice_id)::int, count(*)::text
  from events.jobs as j
  cross join lateral jsonb_array_elements_text(coalesce(
    j.payload -> 'invoice_ids', jsonb_build_array(j.payload -> 'invoice_id'))) as invoice_id
  where j.task in ('billing/render_invoice', 'billing/render_invoices')
  union all
  select 'billed days', '', count(*)::int, sum(amount) || ' ' || sum(discount)
  from billing.billed_periods
  union all
  select 'next', next_bill_on::text, count(*)::int, '' from billing.billing_schedules group by 2
  union all
  select 'on hold', account_name, 1, '' from customers.accounts where credit_hold
  union all
  select 'discounts', id::text, 1, remaining_amount::text from sales.contract_discounts
  union all
  select 'orders', id::text, 1, amount_invoiced::text from sales.purchase_orders
  union all
  select 'balances', account_id || ' ' || currency, 1, balance::text from billing.account_balances
  order by 1, 2`;

const FAULTS = `
  select 'books' as fault, to_jsonb(d)::text as told from ledger.discrepancies as d
  union all
  select 'audit', f::text from audit.verify() as f
  union all
  select 'number missing or twice', expected || ' is ' || coalesce(found, 'none')
  from (
    select i.invoice_number as found, 'INV-2026-' || to_char(
      row_number() over (order by length(i.invoice_number), i.invoice_number), 'FM9999900') as expected
    from billing.invoices as i
  ) as numbered
  where regexp_replace(found, '^INV-2026-0*', '') <> regexp_replace(expected, '^INV-2026-0*', '')
  union all
  select 'said more than once', e.type || ' ' || e.object_id
  from events.events as e
  where e.type in ('invoice.created', 'invoice.finalized', 'billing_run.completed')
  group by e.type, e.object_id having count(*) > 1
  union all
  select 'not said', i.id::text
  from billing.invoices as i
  where not exists (select from events.events as e
    where e.type = 'invoice.created' and e.object_id = i.id)
  union all
  select 'billed for nobody', b.invoice_id::text
  from billing.billed_periods as b
  where b.invoice_id is not null
    and not exists (select from billing.invoices as i where i.id = b.invoice_id)`;

/** Of the tenant that the connection, a superuser's, is set to. */
export async function whatWasBilled(root: Client, tenantId: string): Promise<Billed> {
  await root.query("select set_config('tenor.tenant_id', $1, false)", [tenantId]);
  // Tables that grew from nothing a moment ago are read by plans for nothing, which may take minutes.
  await root.query("analyze");
  // The owner is bound by the walls between tenants, a superuser is not.
  await root.query("set role tenor_owner");
  await root.query("select audit.seal()");
  const payers = await root.query<{ payer: string; told: string }>(PAYERS);
  const books = await root.query<Record<string, unknown>>(BOOKS);
  const faults = await root.query<Record<string, unknown>>(FAULTS);
  await root.query("reset role");
  return {
    payers: new Map(payers.rows.map(({ payer, told }) => [payer, told])),
    books: books.rows,
    faults: faults.rows,
  };
}

/** The payers whose invoices differ, with both, a few of them. */
export function differences(one: Billed, other: Billed): [string, unknown, unknown][] {
  const all = new Set([...one.payers.keys(), ...other.payers.keys()]);
  const differ = [...all].filter((payer) => one.payers.get(payer) !== other.payers.get(payer));
  return differ.slice(0, 3).map((payer) => [payer, one.payers.get(payer), other.payers.get(payer)]);
}
