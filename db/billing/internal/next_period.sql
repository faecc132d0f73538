-- What is charged once covers the days of its line, so days say too little: the day on which they
-- are to be billed bounds what else of them is billed then.
-- A minimum that is reached leaves nothing to bill; whether it is, is known when its days are over.
create or replace function billing.next_period(
  contract_id uuid, out period daterange, out bill_on date
)
  language sql stable security definer set search_path to ''
as $$
  with unbilled as materialized (
    select charge.*
    from sales.line_charges(array[contract_id]) as charge
    where not exists (
      select from billing.billed_periods as b
      where b.tenant_id = (select tenancy.current_tenant_id())
        and b.line_id = charge.line_id and b.period && charge.period and not b.is_undone)
  ),
  open_charges as (
    select u.line_period, u.bill_on from unbilled as u where u.pricing_model <> 'minimum'
    union all
    select missing.line_period, missing.bill_on
    from billing.shortfalls(array(
      select (u.*)::sales.line_charge from unbilled as u where u.pricing_model = 'minimum'
    )) as missing
    join sales.contracts as c
      on c.tenant_id = (select tenancy.current_tenant_id()) and c.id = missing.contract_id
    where missing.bill_on <= billing.today_of(c.account_id)
  )
  select coalesce(daterange(min(lower(o.line_period)), max(upper(o.line_period))), 'empty'),
    min(o.bill_on)
  from open_charges as o
  where o.bill_on = (select min(first.bill_on) from open_charges as first)
$$;
comment on function billing.next_period is
  'The days of a contract that are to be billed next, and when; empty when all is billed.';
