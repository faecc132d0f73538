-- The discounts that the days of a charge had before they were changed, each of what the one before
-- has left, as far as they go; and what notes had taken of the days, which lowers what goes beyond,
-- too.
create or replace function billing.explain_carried(item billing.invoice_items, currency text)
  returns jsonb[]
  language sql stable security invoker set search_path to ''
as $$
  with charge as (
    select a.*, a.amount - a.discount + coalesce((
      select sum(g.amount) from unnest(a.granted) as g), 0) as net
    from billing.adjustments as a
    where a.tenant_id = item.tenant_id and a.id = item.adjustment_id and a.kind = 'charge'
  ),
  carried as (
    select d.*, g.amount::numeric as stored, case
        when d.contract_discount_id is null then c.net - coalesce(sum(d.amount) over before, 0)
        else least(had.net - coalesce(sum(d.amount) over before, 0), case when d.beyond > 0
          then greatest(had.net - d.beyond, 0) - coalesce(sum(d.amount) over before_on_top, 0) end)
      end as left_over
    from charge as c
    cross join lateral (select least(c.net, c.extent) as net) as had
    cross join lateral unnest(billing.carried_discounts(c.granted, c.net, c.extent, currency))
      with ordinality
      as d (contract_discount_id, name, percent, beyond, reach, whole, amount, place)
    join unnest(c.granted) with ordinality
      as g (contract_discount_id, name, percent, beyond, reach, whole, amount, place)
      on g.place = d.place
    window before as (order by d.place rows between unbounded preceding and 1 preceding),
      before_on_top as (partition by d.beyond order by d.place
        rows between unbounded preceding and 1 preceding)
  )
  select array_agg(jsonb_build_object(
    'step', 'carried_discount',
    'formula', case when c.percent is null
        then format('%s: at most %s of %s = %s', c.name, c.reach, c.left_over, c.amount)
      when c.left_over >= c.reach
        then format('%s: %s of %s = %s', c.name, c.whole, c.reach, c.amount)
      else format('%s: %s - %s x %s %% = %s', c.name, c.whole, c.reach - c.left_over,
        trim_scale(c.percent), c.amount) end,
    'inputs', jsonb_strip_nulls(jsonb_build_object('name', c.name, 'percent', c.percent::text,
      'beyond', nullif(c.beyond, 0)::text,
      'reach', c.reach::text, 'whole', c.whole::text, 'left', c.left_over::text,
      'contract_discount_id', c.contract_discount_id)),
    'value', c.amount::text,
    'agrees', c.amount = c.stored,
    'rounding', format('half away from zero, to %s decimals', kernel.minor_unit(currency)))
    order by c.place)
  from carried as c
$$;
comment on function billing.explain_carried is
  E'@behavior -*\nThe discounts that changed days keep.';
grant execute on function billing.explain_carried to tenor_viewer;
