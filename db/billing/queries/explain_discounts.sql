-- Each discount of the contract took a whole off what was left of its lines of one period on the
-- invoice, and split it over them. What the item itself had is worked out; of the others, also
-- those taken off since, it stands in their rows. Of a charge whose days had discounts before,
-- what goes beyond these counts. Of what accounts share, what was left of all was kept.
create or replace function billing.explain_discounts(
  item billing.invoice_items, invoice billing.invoices, net numeric
)
  returns setof jsonb
  language sql stable security invoker rows 5 set search_path to ''
as $$
  with items as (
    select i.*, null::jsonb as discounts
    from billing.invoice_items as i
    where i.tenant_id = invoice.tenant_id and i.invoice_id = invoice.id
    union all
    select i.*, r.discounts
    from billing.removed_items as r
    cross join lateral jsonb_populate_record(null::billing.invoice_items, r.item) as i
    where r.tenant_id = invoice.tenant_id and r.invoice_id = invoice.id
  ),
  taken as materialized (
    select i.id as item_id, d."position", d.amount::numeric as amount
    from items as i
    join billing.item_discounts as d on d.tenant_id = i.tenant_id and d.invoice_item_id = i.id
    union all
    select i.id, d."position", d.amount
    from items as i
    cross join lateral jsonb_to_recordset(i.discounts) as d ("position" int, amount numeric)
  ),
  lines as (
    select i.id, i."position", i.product_id, i.adjustment_id,
      case when i.adjustment_id is null then greatest(lower(i.whole_period), l.start_date)
        else lower(i.service_period) end as first_day,
      case when i.kind in ('recurring', 'proration') then i.whole_period end as whole_period,
      case when i.id = item.id then explain_discounts.net
        else i.amount - i.discount + case when invoice.is_tax_included then i.tax else 0 end
          + coalesce((select sum(t.amount) from taken as t where t.item_id = i.id), 0)
      end as net
    from items as i
    join sales.contract_lines as l on l.tenant_id = i.tenant_id and l.id = i.contract_line_id
    where l.contract_id = (
      select own.contract_id from sales.contract_lines as own
      where own.tenant_id = item.tenant_id and own.id = item.contract_line_id)
  ),
  discountable as materialized (
    select l.id, l."position", l.product_id, l.first_day, l.net,
      coalesce(l.whole_period,
        first_value(l.whole_period) over (order by l.whole_period nulls last)) as period,
      coalesce(beyond.net, l.net) as base
    from lines as l
    left join lateral (
      select least(a.amount - a.discount,
        greatest(a.amount - a.discount + billing.taken_by(a.granted) - a.extent, 0)) as net
      from billing.adjustments as a
      where a.tenant_id = invoice.tenant_id and a.id = l.adjustment_id and a.kind = 'charge'
        and a.extent is not null
    ) as beyond on true
  ),
  rounds as (
    select d."position", d.name, d.amount as stored, d.remaining_amount, c.percent, c.amount,
      c.duration, c.product_ids, base.base, base.net,
      split.ids, split.lefts, split.total,
      split.place, split.own_left,
      coalesce(kernel.percent_of(split.total, c.percent, invoice.currency),
        least(coalesce(d.remaining_amount, c.amount), split.total)) as whole
    from billing.item_discounts as d
    join sales.contract_discounts as c
      on c.tenant_id = d.tenant_id and c.id = d.contract_discount_id
    join discountable as base on base.id = item.id
    cross join lateral (
      select case when d.lefts is null then array_agg(l.id order by l."position") end as ids,
        coalesce(d.lefts, array_agg(l.left_over order by l."position")) as lefts,
        coalesce((select sum(kept) from unnest(d.lefts) as kept), sum(l.left_over)) as total,
        coalesce(d.place, array_position(array_agg(l.id order by l."position"), item.id)) as place,
        min(l.left_over) filter (where l.id = item.id) as own_left
      from (
        select b.id, b."position", b.base - coalesce((
            select sum(t.amount) from taken as t
            where t.item_id = b.id and t."position" < d."position"), 0) as left_over
        from discountable as b
        where b.base > 0 and (c.product_ids is null or b.product_id = any (c.product_ids))
          and b.period is not distinct from base.period
          and (c.valid @> b.first_day or exists (
            select from taken as t where t.item_id = b.id and t."position" = d."position"))
      ) as l
      where l.left_over > 0
    ) as split
    where d.tenant_id = item.tenant_id and d.invoice_item_id = item.id
  )
  select jsonb_build_object(
    'step', 'discount',
    'formula', format('%s: %s, of which %s by %s/%s', r.name,
      case when r.percent is not null
        then format('%s x %s %% = %s', r.total, trim_scale(r.percent), r.whole)
        else format('at most %s of %s = %s', coalesce(r.remaining_amount, r.amount), r.total,
          r.whole) end,
      share.amount, r.lefts[r.place], r.total),
    'inputs', jsonb_strip_nulls(jsonb_build_object(
      'position', r."position", 'name', r.name, 'percent', r.percent::text,
      'amount', r.amount::text, 'remaining_amount', r.remaining_amount::text,
      'duration', r.duration,
      'beyond', case when r.base <> r.net then r.base::text end,
      'product_ids', r.product_ids,
      'left', (
        select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('invoice_item_id', l.id,
          'left', l.left_over::text)) order by l.place)
        from unnest(r.ids, r.lefts) with ordinality as l (id, left_over, place)),
      'place', r.place)),
    'whole', r.whole::text,
    'value', share.amount::text,
    'agrees', (share.amount, r.own_left)
      is not distinct from (r.stored::numeric, r.lefts[r.place]),
    'rounding', 'largest remainder, ties to the first item')
  from rounds as r
  cross join lateral (
    select (kernel.split_amount(r.whole, r.lefts, invoice.currency))[r.place] as amount
  ) as share
  order by r."position"
$$;
comment on function billing.explain_discounts is
  E'@behavior -*\nWhat the discounts of its contract took off an item, in their order.';
grant execute on function billing.explain_discounts to tenor_viewer;
