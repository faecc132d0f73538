-- What is due of contracts, put to the invoices that it will stand on: one for each day on which
-- something was due, or a single one for a chosen period. Adjustments ride on the contract's first
-- invoice. Where they would bring it below zero they wait for one that can bear them.
create or replace function billing.gather_billables(
  contract_ids uuid[],
  bill_until date,
  within daterange,
  purchase_order_number text,
  out invoices billing.billable_invoice[],
  out billables billing.billable[]
)
  language sql stable security definer set search_path to ''
as $$
  with contracts as materialized (
    select
      c.id, c.account_id, c.contract_number, c.currency, s.next_bill_on, settings.time_zone,
      coalesce(gather_billables.bill_until, upper(within) - 1,
        (clock.now at time zone settings.time_zone)::date) as until,
      coalesce(gather_billables.purchase_order_number, c.purchase_order_number) as po_number,
      coalesce(c.payment_terms_days, settings.payment_terms_days) as days,
      a.requires_purchase_order
    from (select tenancy.now()) as clock (now)
    join billing.billing_schedules as s on s.tenant_id = (select tenancy.current_tenant_id())
    join sales.contracts as c on c.tenant_id = s.tenant_id and c.id = s.contract_id
    join customers.accounts as a on a.tenant_id = c.tenant_id and a.id = c.account_id
    cross join lateral customers.settings_of(a) as settings
    where s.contract_id = any(contract_ids)
      and c.status <> 'draft'
      and not a.credit_hold
      and (within is not null or s.next_bill_on is not null)
  ),
  batch as materialized (
    select array_agg(c.id) as ids, array_agg(distinct c.account_id) as account_ids,
      case when within is null then min(c.next_bill_on) end as bill_from,
      case when within is null then max(c.until) end as bill_until
    from contracts as c
  ),
  charges as (
    select null::uuid as adjustment_id, charge.contract_id, charge.line_id, charge.terms_id,
      charge.account_id, charge.product_id, charge."position", charge.description,
      charge.price_interval, charge.whole_period, charge.period, charge.bill_on, charge.quantity,
      charge.unit_price, charge.intervals, charge.rated, charge.amount, charge.discount
    from batch
    cross join lateral sales.line_charges(batch.ids, batch.bill_from, batch.bill_until) as charge
    join contracts as c on c.id = charge.contract_id
    where case when within is null then charge.bill_on between c.next_bill_on and c.until
        else charge.line_period <@ within end
      and not exists (
        select from billing.billed_periods as b
        where b.tenant_id = (select tenancy.current_tenant_id()) and b.line_id = charge.line_id
          and b.period && charge.period)
    union all
    select a.adjustment_id, a.contract_id, a.line_id, a.terms_id, a.account_id, a.product_id,
      a."position", a.description, a.price_interval, a.whole_period, a.period, a.bill_on,
      a.quantity, a.unit_price, a.intervals, a.rated, a.amount, a.discount
    from batch
    cross join lateral billing.pending_adjustments(batch.ids) as a
    join contracts as c on c.id = a.contract_id and a.bill_on <= c.until
  ),
  placed as (
    select charge.*,
      case when within is null then coalesce(
        case when charge.adjustment_id is null then charge.bill_on end,
        min(charge.bill_on) filter (where charge.adjustment_id is null) over each_contract,
        max(charge.bill_on) over each_contract) end as due_day
    from charges as charge
    window each_contract as (partition by charge.contract_id)
  ),
  weighed as (
    select p.*, uuidv7() as item_id,
      sum(p.amount - p.discount) over (partition by p.contract_id, p.due_day) as net
    from placed as p
  ),
  kept as materialized (
    select w.* from weighed as w where w.adjustment_id is null or w.net >= 0
  ),
  drafts as materialized (
    select
      uuidv7() as id, p.contract_id, p.due_day,
      coalesce(min(p.bill_on) filter (where p.adjustment_id is null), max(p.bill_on))
        as issue_date,
      daterange(min(lower(p.period)), max(upper(p.period))) as service_period,
      case when bool_and(p.adjustment_id is not null) then 'adjustment'
        when bool_and(p.price_interval = 'one_time') then 'one_time'
        else 'recurring' end as billing_type,
      sum(p.amount) as subtotal, sum(p.discount) as discount
    from kept as p
    group by p.contract_id, p.due_day
  )
  select
    (select array_agg((
        d.id, d.contract_id, c.contract_number, c.account_id, c.currency, d.issue_date,
        d.issue_date + c.days, c.time_zone, d.service_period, d.billing_type, c.po_number,
        d.subtotal, d.discount,
        c.po_number is not null or c.requires_purchase_order or limits.account_id is not null
      )::billing.billable_invoice order by d.issue_date, c.contract_number)
      from drafts as d
      join contracts as c on c.id = d.contract_id
      left join (
        select distinct h.account_id
        from batch
        cross join lateral billing.credit_holders(batch.account_ids) as h
      ) as limits on limits.account_id = c.account_id),
    (select array_agg((
        d.id, p.item_id, p.adjustment_id, p.contract_id, p.line_id, p.terms_id, p.account_id,
        p.product_id, p."position", p.description, p.price_interval, p.whole_period, p.period,
        p.quantity, p.unit_price, p.intervals, p.rated, p.amount, p.discount
      )::billing.billable)
      from kept as p
      join drafts as d
        on d.contract_id = p.contract_id and d.due_day is not distinct from p.due_day)
$$;
comment on function billing.gather_billables is
  'What is due of contracts until a day, by default each account''s today, or of a period, with '
  'the invoices it makes.';
