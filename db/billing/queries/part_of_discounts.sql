-- From one share of the whole to another, so that the parts of a whole add up to it. Of a
-- percentage the first part is reckoned from what it reaches; the last has the rest. What credit
-- notes took the first part bears, as far as it goes.
create or replace function billing.part_of_discounts(
  granted billing.granted_discount[], since numeric, until numeric, of numeric, currency text
)
  returns billing.granted_discount[]
  language sql immutable parallel safe set search_path to ''
as $$
  select array_agg((d.contract_discount_id, d.name, d.percent, limits.beyond,
      ends.reach - starts.reach, ends.whole - starts.whole, 0)::billing.granted_discount
    order by d.place)
  from unnest(granted) with ordinality
    as d (contract_discount_id, name, percent, beyond, reach, whole, amount, place)
  cross join lateral (
    select kernel.round_quotient(d.beyond * until, of, kernel.minor_unit(currency))
      - kernel.round_quotient(d.beyond * since, of, kernel.minor_unit(currency)) as beyond
  ) as limits
  cross join lateral (
    select case when d.contract_discount_id is null then d.reach
      else kernel.round_quotient(d.reach * until, of, kernel.minor_unit(currency)) end as reach
  ) as upto
  cross join lateral (
    select case when d.contract_discount_id is null then case when since > 0 then d.reach else 0 end
      else kernel.round_quotient(d.reach * since, of, kernel.minor_unit(currency)) end as reach
  ) as since_then
  cross join lateral (
    select upto.reach, case when d.percent is null then upto.reach when until = of then d.whole
      else least(d.whole, kernel.percent_of(upto.reach, d.percent, currency)) end as whole
  ) as ends
  cross join lateral (
    select since_then.reach, case when d.percent is null then since_then.reach
      else least(d.whole, kernel.percent_of(since_then.reach, d.percent, currency)) end
      as whole
  ) as starts
$$;
comment on function billing.part_of_discounts is
  E'@behavior -*\nHow far granted discounts reach in a part of what they were granted on.';
grant execute on function billing.part_of_discounts to tenor_viewer;
