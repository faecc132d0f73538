-- All of it, or the parts that nobody billed while others were.
create or replace function billing.open_amounts(
  charge sales.line_charge, with_undone boolean default false
)
  returns table (amount numeric, discount numeric)
  language sql stable security definer rows 1 set search_path to ''
as $$
  select (charge).amount, (charge).discount
  where not exists (
    select from billing.billed_periods as b
    where b.tenant_id = (select tenancy.current_tenant_id()) and b.line_id = (charge).line_id
      and b.period && (charge).period and not (with_undone and b.is_undone))
  union all
  select sum(part.net + part.discount), sum(part.discount)
  from billing.missing_parts(
    (charge).line_id, (charge).period, (charge).quantity, with_undone) as m
  join sales.contracts as c
    on c.tenant_id = (select tenancy.current_tenant_id()) and c.id = (charge).contract_id
  cross join lateral (
    select billing.part_of((charge).amount - (charge).discount, m.shares, m.part::int, c.currency)
        as net,
      billing.part_of((charge).discount, m.shares, m.part::int, c.currency) as discount
  ) as part
  having count(*) > 0
$$;
comment on function billing.open_amounts is
  E'@behavior -*\nWhat of a charge is not billed yet; no row if it all is. What was undone '
  'counts as billed, unless it is asked for.';
