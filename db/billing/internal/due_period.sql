-- What is charged once covers the days of its line, so days say too little: the day until which it
-- is due bounds what else of them is billed then.
-- A minimum that is reached leaves nothing to bill; whether it is, is known when its days are over.
create or replace function billing.due_period(contract_id uuid, bill_until date)
  returns daterange
  language sql stable security definer set search_path to ''
as $$
  with unbilled as materialized (
    select charge.*
    from sales.line_charges(array[contract_id]) as charge
    where charge.bill_on <= bill_until
      and exists (select from billing.open_amounts(charge))
  ),
  due as (
    select u.line_period from unbilled as u where u.pricing_model <> 'minimum'
    union all
    select missing.line_period
    from billing.shortfalls(array(
      select (u.*)::sales.line_charge from unbilled as u where u.pricing_model = 'minimum'
    )) as missing
  )
  select coalesce(daterange(min(lower(d.line_period)), max(upper(d.line_period))), 'empty')
  from due as d
$$;
comment on function billing.due_period is
  'The days of a contract that were due by a day and are not billed; empty when all is.';
