-- What is given to what goes beyond that which the days came to before holds there alone, on top of
-- what they had. What credit notes took comes last.
create or replace function billing.join_discounts(
  granted billing.granted_discount[], more billing.granted_discount[], beyond numeric
)
  returns billing.granted_discount[]
  language sql immutable parallel safe set search_path to ''
as $$
  select array_agg((g.contract_discount_id, g.name, g.percent, g.beyond, g.reach, g.whole, g.amount
    )::billing.granted_discount order by g.contract_discount_id is null, g.is_more, g.place)
  from (
    select false as is_more, d.*
    from unnest(granted) with ordinality
      as d (contract_discount_id, name, percent, beyond, reach, whole, amount, place)
    union all
    select true, d.contract_discount_id, d.name, d.percent, coalesce(join_discounts.beyond, 0),
      d.reach, d.whole, d.amount, d.place
    from unnest(more) with ordinality
      as d (contract_discount_id, name, percent, beyond, reach, whole, amount, place)
  ) as g
$$;
comment on function billing.join_discounts is
  'Granted discounts, and on top of them those of what went beyond.';
