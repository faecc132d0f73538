-- Seats that are given away stay; who has the rest has what the quantity leaves of it.
create or replace function billing.weigh(shares billing.bearer[], quantity numeric)
  returns billing.bearer[]
  language sql immutable parallel safe set search_path to ''
as $$
  select array_agg((s.account_id, case when s.is_rest then greatest(quantity - given.seats, 0)
    else s.weight end, s.is_rest)::billing.bearer order by s.place)
  from unnest(shares) with ordinality as s (account_id, weight, is_rest, place)
  cross join (
    select coalesce(sum(g.weight) filter (where not g.is_rest), 0) as seats from unnest(shares) as g
  ) as given
$$;
comment on function billing.weigh is
  E'@behavior -*\nThe shares of a whole for another quantity of it.';
