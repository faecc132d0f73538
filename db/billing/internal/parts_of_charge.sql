-- What no accounts share is one part.
create or replace function billing.parts_of_charge(line_id uuid, quantity numeric, net numeric)
  returns table (account_id uuid, net numeric, place bigint)
  language sql stable security definer set search_path to ''
as $$
  with weighed as (
    select c.currency, array_agg(s.account_id order by s.place) as account_ids,
      array_agg(s.weight order by s.place) as weights
    from sales.contract_lines as l
    join sales.contracts as c on c.tenant_id = l.tenant_id and c.id = l.contract_id
    cross join lateral unnest(coalesce(
        billing.bearers_of(l.id, parts_of_charge.quantity),
        array[(l.account_id, 1, false)::billing.bearer]))
      with ordinality as s (account_id, weight, is_rest, place)
    where l.tenant_id = (select tenancy.current_tenant_id()) and l.id = parts_of_charge.line_id
      and s.weight > 0
    group by c.currency
  )
  select part.account_id, part.net, part.place
  from weighed as w
  cross join lateral unnest(w.account_ids,
    kernel.split_amount(parts_of_charge.net, w.weights, w.currency)
  ) with ordinality as part (account_id, net, place)
$$;
comment on function billing.parts_of_charge is
  'The accounts that bear what a line is charged, each with its part.';
