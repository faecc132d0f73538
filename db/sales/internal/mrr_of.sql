create or replace function sales.mrr_of(contract_id uuid, on_date date)
  returns numeric
  language sql stable security definer set search_path to ''
as $$
  select coalesce(sum(p.mrr), 0)
  from sales.line_prices(array[mrr_of.contract_id]) as p
  where p.valid @> on_date
$$;
comment on function sales.mrr_of is 'Monthly recurring revenue of a contract on a day, exact.';
