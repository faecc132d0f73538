-- The heart: everything due of many contracts becomes invoices in one statement, or a chosen
-- period of them. The schedules are locked first, in a statement of its own, so that the next one
-- sees what a rival committed; the key of billed_periods forbids what would still slip through.
-- A contract not in force, or of an account on hold, is left out; the callers say why.
create or replace function billing.bill_contracts(
  contract_ids uuid[],
  bill_until date default null,
  within daterange default null,
  purchase_order_number text default null
)
  returns setof billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_column
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_now timestamptz := tenancy.now();
  v_invoice_ids uuid[];
begin
  perform from billing.billing_schedules as s
  where s.tenant_id = v_tenant_id and s.contract_id = any(contract_ids)
  order by s.contract_id
  for update;

  with contracts as materialized (
    select
      c.id, c.account_id, c.contract_number, c.currency, s.next_bill_on, settings.time_zone,
      coalesce(bill_contracts.bill_until, (v_now at time zone settings.time_zone)::date) as until,
      coalesce(bill_contracts.purchase_order_number, c.purchase_order_number) as po_number,
      coalesce(c.payment_terms_days, settings.payment_terms_days) as days
    from billing.billing_schedules as s
    join sales.contracts as c on c.tenant_id = s.tenant_id and c.id = s.contract_id
    join customers.accounts as a on a.tenant_id = c.tenant_id and a.id = c.account_id
    cross join lateral customers.settings_of(a) as settings
    where s.tenant_id = v_tenant_id
      and s.contract_id = any(contract_ids)
      and c.status = 'active'
      and not a.credit_hold
      and (within is not null or s.next_bill_on is not null)
  ),
  charges as materialized (
    select charge.*, c.currency,
      -- A chosen period makes one invoice; a run makes one for each day on which it was due.
      case when within is null then charge.bill_on end as due_day
    from (
      select array_agg(c.id) as ids,
        case when within is null then min(c.next_bill_on) end as bill_from,
        case when within is null then max(c.until) end as bill_until
      from contracts as c
    ) as batch
    cross join lateral sales.line_charges(batch.ids, batch.bill_from, batch.bill_until) as charge
    join contracts as c on c.id = charge.contract_id
    where case when within is null then charge.bill_on between c.next_bill_on and c.until
        else charge.line_period <@ within end
      and not exists (
        select from billing.billed_periods as b
        where b.tenant_id = v_tenant_id and b.line_id = charge.line_id
          and b.period && charge.period)
  ),
  drafts as materialized (
    select
      uuidv7() as id, charge.contract_id, charge.due_day, min(charge.bill_on) as issue_date,
      daterange(min(lower(charge.period)), max(upper(charge.period))) as service_period,
      bool_and(charge.price_interval = 'one_time') as is_one_time,
      sum(charge.amount) as subtotal, sum(charge.discount) as discount
    from charges as charge
    group by charge.contract_id, charge.due_day
  ),
  numbered as (
    select listed.id, listed.number
    from (
      select array_agg(d.id order by d.issue_date, c.contract_number) as ids,
        billing.take_numbers(array_agg(d.issue_date order by d.issue_date, c.contract_number))
          as numbers
      from drafts as d
      join contracts as c on c.id = d.contract_id
      having count(*) > 0
    ) as batch
    cross join unnest(batch.ids, batch.numbers) as listed (id, number)
  ),
  invoices as (
    insert into billing.invoices (tenant_id, id, invoice_number, account_id, contract_id,
      purchase_order_number, billing_type, currency, issue_date, due_date, time_zone,
      service_period, subtotal, discount, tax, paid_amount, credited_amount, created_at,
      updated_at)
    select v_tenant_id, d.id, n.number, c.account_id, c.id, c.po_number,
      case when d.is_one_time then 'one_time' else 'recurring' end, c.currency, d.issue_date,
      d.issue_date + c.days, c.time_zone, d.service_period, d.subtotal, d.discount, zero.amount,
      zero.amount, zero.amount, v_now, v_now
    from drafts as d
    join numbered as n on n.id = d.id
    join contracts as c on c.id = d.contract_id
    cross join lateral (select kernel.round_amount(0, c.currency)) as zero (amount)
    returning id
  ),
  items as (
    insert into billing.invoice_items (tenant_id, invoice_id, "position", account_id,
      contract_line_id, contract_line_terms_id, product_id, kind, description, service_period,
      whole_period, quantity, unit_price, intervals, amount, discount, tax, created_at)
    select v_tenant_id, d.id,
      row_number() over (
        partition by d.id order by charge."position", lower(charge.period)),
      charge.account_id, charge.line_id, charge.terms_id, charge.product_id,
      case when charge.price_interval = 'one_time' then 'one_time' else 'recurring' end,
      charge.description, charge.period, charge.whole_period, charge.quantity, charge.unit_price,
      charge.intervals, charge.amount, charge.discount, kernel.round_amount(0, charge.currency),
      v_now
    from charges as charge
    join drafts as d
      on d.contract_id = charge.contract_id and d.due_day is not distinct from charge.due_day
  ),
  periods as (
    insert into billing.billed_periods (tenant_id, line_id, period, invoice_id)
    select v_tenant_id, charge.line_id, charge.period, d.id
    from charges as charge
    join drafts as d
      on d.contract_id = charge.contract_id and d.due_day is not distinct from charge.due_day
  ),
  rescheduled as (
    update billing.billing_schedules as s
    set next_bill_on = sales.next_bill_on(c.id, c.until)
    from contracts as c
    where s.tenant_id = v_tenant_id and s.contract_id = c.id
      and within is null and s.next_bill_on <= c.until
  )
  select array_agg(id) into v_invoice_ids from invoices;

  return query
    select i.* from billing.invoices as i
    where i.tenant_id = v_tenant_id and i.id = any(v_invoice_ids)
    order by i.issue_date, i.invoice_number;
end $$;
comment on function billing.bill_contracts is
  'Makes draft invoices of what is due until a day, by default each account''s today, or of one '
  'period. Answers with the new invoices; running it again makes nothing more.';
