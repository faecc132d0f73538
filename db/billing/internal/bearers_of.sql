-- As a run shares it: by seats as far as they go, what counts no seats by the usual weights. A line
-- with an account of its own is not shared.
create or replace function billing.bearers_of(line_id uuid, quantity numeric)
  returns billing.bearer[]
  language sql stable security definer set search_path to ''
as $$
  select array_agg(w.bearer order by w."position")
  from (
    select s."position", (s.account_id, case
        when not line.counts_seats then s.usual_weight
        else coalesce(s.weight,
          greatest(bearers_of.quantity - sum(s.weight) over (), 0)) end,
        line.counts_seats and s.weight is null)::billing.bearer as bearer
    from (
      select c.id as contract_id, c.account_id = l.account_id as is_shared,
        l.pricing_model not in ('flat', 'package', 'minimum') and l.price_interval <> 'one_time'
          as counts_seats
      from sales.contract_lines as l
      join sales.contracts as c on c.tenant_id = l.tenant_id and c.id = l.contract_id
      where l.tenant_id = (select tenancy.current_tenant_id()) and l.id = bearers_of.line_id
    ) as line
    cross join lateral sales.shares_of(array[line.contract_id]) as s
    where line.is_shared
  ) as w
  where (w.bearer).weight > 0 or (w.bearer).is_rest
$$;
comment on function billing.bearers_of is
  'Who bears what a line charges, with which weights; null if nobody shares it.';
