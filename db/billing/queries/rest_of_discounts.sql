create or replace function billing.rest_of_discounts(
  granted billing.granted_discount[], used billing.granted_discount[]
)
  returns billing.granted_discount[]
  language sql immutable parallel safe set search_path to ''
as $$
  select array_agg((d.contract_discount_id, d.name, d.percent,
    d.beyond - coalesce(u.beyond, 0), d.reach - coalesce(u.reach, 0),
    d.whole - coalesce(u.whole, 0), d.amount - coalesce(u.amount, 0)
    )::billing.granted_discount order by d.place)
  from unnest(granted) with ordinality
    as d (contract_discount_id, name, percent, beyond, reach, whole, amount, place)
  left join unnest(used) with ordinality
    as u (contract_discount_id, name, percent, beyond, reach, whole, amount, place)
    on u.place = d.place
$$;
comment on function billing.rest_of_discounts is
  E'@behavior -*\nWhat granted discounts have beyond the days that were used.';
grant execute on function billing.rest_of_discounts to tenor_viewer;
