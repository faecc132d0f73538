create or replace function billing.next_period(contract_id uuid)
  returns daterange
  language sql stable security definer set search_path to ''
as $$
  with open_charges as (
    select charge.line_period, charge.bill_on
    from sales.line_charges(array[contract_id]) as charge
    where not exists (
      select from billing.billed_periods as b
      where b.tenant_id = (select tenancy.current_tenant_id())
        and b.line_id = charge.line_id and b.period && charge.period)
  )
  select coalesce(
    (select daterange(min(lower(o.line_period)), max(upper(o.line_period)))
      from open_charges as o
      where o.bill_on = (select min(first.bill_on) from open_charges as first)),
    'empty')
$$;
comment on function billing.next_period is
  'The days of a contract that are to be billed next; empty when all is billed.';
