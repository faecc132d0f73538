-- In their order, each of what the one before has left. A percentage takes its part of the net as
-- far as it reaches, and all that it took before of what is charged as before: only what is less is
-- reckoned, so that a change and its undoing come to nothing. An amount takes as much as there is.
create or replace function billing.carried_discounts(
  granted billing.granted_discount[], net numeric, currency text
)
  returns billing.granted_discount[]
  language sql immutable parallel safe set search_path to ''
as $$
  with recursive taken as (
    select 0 as place, carried_discounts.net as left_over, null::billing.granted_discount as given
    union all
    select t.place + 1, t.left_over - part.amount,
      (d.contract_discount_id, d.name, d.percent, d.reach, d.whole, part.amount
      )::billing.granted_discount
    from taken as t
    cross join lateral (select (granted[t.place + 1]).*) as d
    cross join lateral (
      select least(t.left_over, greatest(0, case when d.percent is null then d.reach
        else d.whole - kernel.percent_of(
          d.reach - least(t.left_over, d.reach), d.percent, currency) end)) as amount
    ) as part
    where t.place < cardinality(granted)
  )
  select array_agg(t.given order by t.place) from taken as t where t.place > 0
$$;
comment on function billing.carried_discounts is
  E'@behavior -*\nWhat granted discounts take off a net, in their order; null if there are none.';
grant execute on function billing.carried_discounts to tenor_viewer;
