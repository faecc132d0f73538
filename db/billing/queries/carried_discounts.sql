-- In their order, each of what the one before has left. What was given on top of others holds for
-- what is beyond them, so that it goes first when there is less, and comes back with it. A
-- percentage takes its part of the net as far as it reaches, and all that it took before of what is
-- charged as before: only what is less is reckoned, so that a change and its undoing come to
-- nothing. An amount takes as much as there is.
create or replace function billing.carried_discounts(
  granted billing.granted_discount[], net numeric, currency text
)
  returns billing.granted_discount[]
  language sql immutable parallel safe set search_path to ''
as $$
  with recursive taken as (
    select 0 as place, carried_discounts.net as left_over, carried_discounts.net as on_top,
      0::numeric as beyond, null::billing.granted_discount as given
    union all
    select t.place + 1, t.left_over - part.amount, there.net - part.amount, d.beyond,
      (d.contract_discount_id, d.name, d.percent, d.beyond, d.reach, d.whole, part.amount
      )::billing.granted_discount
    from taken as t
    cross join lateral (select (granted[t.place + 1]).*) as d
    cross join lateral (
      select least(t.left_over, case when d.beyond = t.beyond then t.on_top
        else greatest(0, carried_discounts.net - coalesce(d.beyond, 0)) end) as net
    ) as there
    cross join lateral (
      select least(there.net, greatest(0, case when d.percent is null then d.reach
        else d.whole - kernel.percent_of(
          d.reach - least(there.net, d.reach), d.percent, currency) end)) as amount
    ) as part
    where t.place < cardinality(granted)
  )
  select array_agg(t.given order by t.place) from taken as t where t.place > 0
$$;
comment on function billing.carried_discounts is
  E'@behavior -*\nWhat granted discounts take off a net, in their order; null if there are none.';
grant execute on function billing.carried_discounts to tenor_viewer;
