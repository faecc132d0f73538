-- One entry for each discount, so that a later change finds it once. What credit notes took comes
-- last.
create or replace function billing.join_discounts(
  granted billing.granted_discount[], more billing.granted_discount[]
)
  returns billing.granted_discount[]
  language sql immutable parallel safe set search_path to ''
as $$
  select array_agg((g.contract_discount_id, g.name, g.percent, g.reach, g.whole, g.amount
    )::billing.granted_discount order by g.contract_discount_id is null, g.place)
  from (
    select d.contract_discount_id, min(d.name) as name, min(d.percent) as percent,
      sum(d.reach) as reach, sum(d.whole) as whole, sum(d.amount) as amount, min(d.place) as place
    from unnest(granted || more) with ordinality
      as d (contract_discount_id, name, percent, reach, whole, amount, place)
    group by d.contract_discount_id
  ) as g
$$;
comment on function billing.join_discounts is
  'Granted discounts and more of them, each once.';
