-- As a run shares it: by seats as far as they go, what counts no seats by the usual weights. What
-- no accounts share is one part.
create or replace function billing.parts_of_charge(
  contract_id uuid, line_id uuid, quantity numeric, net numeric
)
  returns table (account_id uuid, net numeric, place bigint)
  language sql stable security definer set search_path to ''
as $$
  with asked as (
    select l.contract_id, l.account_id, l.pricing_model, l.price_interval,
      c.account_id as holder_id, c.currency
    from sales.contract_lines as l
    join sales.contracts as c on c.tenant_id = l.tenant_id and c.id = l.contract_id
    where l.tenant_id = (select tenancy.current_tenant_id()) and l.id = parts_of_charge.line_id
      and l.contract_id = parts_of_charge.contract_id
  ),
  weighed as (
    select array_agg(w.account_id order by w."position") as account_ids,
      array_agg(w.weight order by w."position") as weights
    from (
      select s.account_id, s."position",
        case when a.pricing_model in ('flat', 'package') or a.price_interval = 'one_time'
          then s.usual_weight
          else coalesce(s.weight,
            greatest(parts_of_charge.quantity - sum(s.weight) over (), 0)) end as weight
      from asked as a
      cross join lateral sales.shares_of(array[a.contract_id]) as s
      where a.account_id = a.holder_id
    ) as w
    where w.weight > 0
  )
  select part.account_id, part.net, part.place
  from asked as a
  cross join weighed as w
  cross join lateral unnest(
    coalesce(w.account_ids, array[a.account_id]),
    kernel.split_amount(
      parts_of_charge.net, coalesce(w.weights, '{1}'), a.currency)
  ) with ordinality as part (account_id, net, place)
$$;
comment on function billing.parts_of_charge is
  'The accounts that bear what a line is charged, each with its part.';
