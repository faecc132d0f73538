-- In their order, each of what the one before has left of the net, as far as the days had any. What
-- goes beyond the extent asks anew; what credit notes took comes last and lowers that, too. What
-- was given on top of others holds for what is beyond them, so that it goes first when there is
-- less, and comes back with it. A percentage takes its part of the net as far as it reaches, and
-- all that it took before of what is charged as before: only what is less is reckoned, so that a
-- change and its undoing come to nothing. An amount takes as much as there is.
create or replace function billing.carried_discounts(
  granted billing.granted_discount[], net numeric, extent numeric, currency text
)
  returns billing.granted_discount[]
  language sql immutable parallel safe set search_path to ''
as $$
  with recursive taken as (
    select 0 as place, within.net as left_over, within.net as on_top, 0::numeric as beyond,
      within.net as within, null::billing.granted_discount as given
    from (select least(carried_discounts.net, carried_discounts.extent)) as within (net)
    union all
    select t.place + 1, t.left_over - part.amount, there.net - part.amount, d.beyond, t.within,
      (d.contract_discount_id, d.name, d.percent, d.beyond, d.reach, d.whole, part.amount
      )::billing.granted_discount
    from taken as t
    cross join lateral (select (granted[t.place + 1]).*) as d
    cross join lateral (
      select case
          when d.contract_discount_id is null then carried_discounts.net - t.within + t.left_over
          when d.beyond = t.beyond then least(t.left_over, t.on_top)
          else least(t.left_over, greatest(0, t.within - coalesce(d.beyond, 0)))
        end as net
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
