-- What a person wrote is what it is; the discounts that were taken off the invoice afterwards are
-- worked out from what they were split over. A tax that was given by hand shrank with each. The
-- first step is the item as written, whose own discount is what these leave of its discount.
create or replace function billing.explain_by_hand(
  item billing.invoice_items, invoice billing.invoices
)
  returns jsonb[]
  language sql stable security invoker set search_path to ''
as $$
  with parts as (
    select d."position", d.name, d.percent, d.amount, split.ids, split.lefts, split.total,
      split.nets[place.n] as net, split.lefts[place.n] as left_over, place.n as place,
      split.taxes[place.n] as tax, whole.amount as whole,
      (kernel.split_amount(whole.amount, split.lefts, invoice.currency))[place.n] as part
    from billing.invoice_discounts as d
    cross join lateral (
      select array_agg(one ->> 'item_id' order by n) as ids,
        array_agg((one ->> 'left')::numeric order by n) as lefts,
        array_agg((one ->> 'net')::numeric order by n) as nets,
        array_agg((one ->> 'tax')::numeric order by n) as taxes,
        sum((one ->> 'left')::numeric) as total
      from jsonb_array_elements(d.items) with ordinality as e (one, n)
    ) as split
    cross join lateral (select array_position(split.ids, item.id::text)) as place (n)
    cross join lateral (
      select coalesce(kernel.percent_of(split.total, d.percent, invoice.currency),
        least(d.amount, split.total))
    ) as whole (amount)
    where d.tenant_id = invoice.tenant_id and d.invoice_id = invoice.id and place.n is not null
  ),
  taken as materialized (
    select p.*, row_number() over (order by p."position") as turn,
      case when invoice.is_tax_included and not item.is_tax_fixed
        then kernel.round_quotient(p.part * p.net, p.left_over,
          kernel.minor_unit(invoice.currency))
        else p.part end as net_part
    from parts as p
    where p.part > 0
  ),
  written as (
    select kernel.round_amount(item.quantity * item.unit_price, invoice.currency) as amount,
      item.discount - coalesce((select sum(t.net_part) from taken as t), 0) as discount,
      (array_agg(t.tax order by t.turn))[1] as tax
    from taken as t
  )
  select array[jsonb_strip_nulls(jsonb_build_object(
      'step', 'by_hand',
      'formula', format('%s x %s = %s', trim_scale(item.quantity), trim_scale(item.unit_price),
        w.amount),
      'inputs', jsonb_build_object('quantity', item.quantity::text,
        'unit_price', item.unit_price::text, 'discount', w.discount::text,
        'tax', case when item.is_tax_fixed or item.kind = 'deposit'
          then coalesce(w.tax, item.tax)::text end),
      'exact', jsonb_build_object('numerator', (item.quantity * item.unit_price)::text,
        'denominator', '1'),
      'value', w.amount::text,
      'rounding', format('half away from zero, to %s decimals',
        kernel.minor_unit(invoice.currency))))]
    || coalesce((
      select array_agg(jsonb_build_object(
        'step', 'discount',
        'formula', format('%s: %s, of which %s by %s/%s', t.name,
          case when t.percent is not null
            then format('%s x %s %% = %s', t.total, trim_scale(t.percent), t.whole)
            else format('at most %s of %s = %s', t.amount, t.total, t.whole) end,
          t.part, t.left_over, t.total),
        'inputs', jsonb_strip_nulls(jsonb_build_object(
          'position', t.turn, 'name', t.name, 'percent', t.percent::text,
          'amount', t.amount::text,
          'left', (
            select jsonb_agg(jsonb_build_object('invoice_item_id', l.id,
              'left', l.left_over::text) order by l.place)
            from unnest(t.ids, t.lefts) with ordinality as l (id, left_over, place)),
          'place', t.place, 'net', t.net::text)),
        'whole', t.whole::text,
        'value', t.part::text,
        'net', t.net_part::text,
        'agrees', held.amount is not distinct from t.part,
        'rounding', 'largest remainder, ties to the first item') order by t.turn)
      from taken as t
      left join billing.item_discounts as held
        on held.tenant_id = item.tenant_id and held.invoice_item_id = item.id
        and held."position" = t.turn), '{}')
  from written as w
$$;
comment on function billing.explain_by_hand is
  E'@behavior -*\nAn item as it was written by hand, and the discounts taken off its invoice.';
grant execute on function billing.explain_by_hand to tenor_viewer;
