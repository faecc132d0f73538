-- What was used of a piece, less what it cost; the discounts of what was used, less those of the
-- piece; of that at most what was left of its item, with its tax. The piece is as it stood when the
-- amendment came; its price was in force on its days. Of a part, what was used is the part of what
-- the whole comes to. The credited item says which invoice billed the piece: the piece itself
-- forgets it when that invoice is voided.
create or replace function billing.explain_credit(
  credit billing.adjustments, line sales.contract_lines, months int
)
  returns jsonb[]
  language sql stable security invoker set search_path to ''
as $$
  with piece as materialized (
    select p.*, i.id as credited_invoice_id,
      coalesce(i.is_tax_included, false) as is_inclusive,
      case when lower(p.period) > lower(p.piece_period) and line.price_interval <> 'one_time'
        then billing.explain_days('used', p.rated, line, months,
          daterange(lower(p.piece_period), lower(p.period)), p.whole_period, p.currency)
      end as step,
      coalesce((
        select t.discount_percent from sales.contract_line_terms as t
        where t.tenant_id = p.tenant_id and t.id = p.terms_id), (
        select t.discount_percent from sales.retired_terms as t
        where t.tenant_id = p.tenant_id and t.terms_id = p.terms_id), 0) as percent
    from billing.redone_pieces as p
    join billing.invoice_items as credited
      on credited.tenant_id = p.tenant_id and credited.id = credit.credited_item_id
    join billing.invoices as i
      on i.tenant_id = credited.tenant_id and i.id = credited.invoice_id
    where p.tenant_id = credit.tenant_id and p.id = credit.redone_piece_id
  ),
  used as materialized (
    select p.*, least(part.net + part.discount, p.amount) as used, part.net as used_net,
      part.discount as line_discount, whole.amount as whole_used
    from piece as p
    cross join lateral (
      select used.amount, kernel.percent_of(used.amount, p.percent, p.currency) as discount
      from (
        select coalesce((p.step ->> 'value')::numeric, kernel.round_amount(0, p.currency)) as amount
      ) as used
    ) as whole
    cross join lateral (
      select billing.part_of(whole.amount - whole.discount, p.shares, p.part::int, p.currency)
          as net,
        billing.part_of(whole.discount, p.shares, p.part::int, p.currency) as discount
    ) as part
  ),
  discounted as materialized (
    select u.*, granted.used as granted_used,
      least(u.used, u.discount, greatest(u.line_discount + coalesce((
        select sum(g.amount) from unnest(granted.used) as g), 0),
        u.discount - (u.amount - u.used))) as kept_discount
    from used as u
    cross join lateral (
      select billing.carried_discounts(billing.part_of_discounts(u.granted, 0,
          lower(u.period) - lower(u.piece_period), upper(u.piece_period) - lower(u.piece_period),
          u.currency), u.used_net, u.used_extent, u.currency) as used
    ) as granted
  ),
  given as materialized (
    select d.*, item.id as item_id,
      item.amount - item.discount + case when d.is_inclusive then item.tax else 0 end as asked,
      coalesce((
        select sum(t.rate)::numeric from billing.item_taxes as t
        where t.tenant_id = item.tenant_id and t.invoice_item_id = item.id), 0) as rate,
      item.tax::numeric as item_tax, credit.left_net::numeric as left_net,
      credit.left_tax::numeric as left_tax, back.asked_left, back.wanted,
      least(back.wanted, back.asked_left) as given,
      case when back.wanted <= back.asked_left then d.discount - d.kept_discount else 0 end
        as given_discount
    from discounted as d
    join billing.invoice_items as item
      on item.tenant_id = credit.tenant_id and item.id = credit.credited_item_id
    cross join lateral (
      select d.amount - d.discount - d.used + d.kept_discount as wanted,
        credit.left_net + case when d.is_inclusive then credit.left_tax else 0 end as asked_left
    ) as back
  ),
  taxed as (
    select g.*, case when g.given = g.asked_left then g.left_tax
      else least(g.left_tax, kernel.round_quotient(g.item_tax * g.given, g.asked,
        kernel.minor_unit(g.currency))) end as given_tax
    from given as g
  ),
  shown as (
    select t.*, net.given_net,
      case when not t.is_inclusive or t.rate = 0 then t.given_discount
        else kernel.round_quotient(t.given_discount * 100, 100 + t.rate,
          kernel.minor_unit(t.currency)) end as net_discount
    from taxed as t
    cross join lateral (
      select least(t.left_net, case when t.is_inclusive then t.given - t.given_tax
        else t.given end) as given_net
    ) as net
  )
  select array_remove(array[
    s.step,
    case when s.part > 0 and s.step is not null then jsonb_build_object(
      'step', 'used_share',
      'formula', format('%s of %s by %s/%s', s.used, s.whole_used,
        trim_scale((s.shares[s.part]).weight), trim_scale(bearing.total)),
      'inputs', jsonb_build_object('percent', s.percent::text, 'parts', bearing.listed,
        'place', s.part),
      'discount', s.line_discount::text,
      'value', s.used::text,
      'rounding', 'largest remainder, ties to the first part') end,
    jsonb_build_object(
      'step', 'credit',
      'formula', format('%s - %s = %s', s.used, s.amount, s.used - s.amount),
      'inputs', jsonb_strip_nulls(jsonb_build_object(
        'amendment_id', s.amendment_id, 'credited_item_id', s.item_id,
        'credited_invoice_id', s.credited_invoice_id, 'piece_start', lower(s.piece_period),
        'piece_end', kernel.last_day(s.piece_period), 'used', s.used::text,
        'piece_amount', s.amount::text, 'piece_discount', s.discount::text)),
      'value', (s.used - s.amount)::text,
      'rounding', 'exact'),
    case when s.discount <> 0 then jsonb_build_object(
      'step', 'discount_back',
      'formula', format('%s - %s = %s', s.kept_discount, s.discount, s.kept_discount - s.discount),
      'inputs', jsonb_build_object('used', s.used::text, 'percent', s.percent::text,
        'line_discount', s.line_discount::text, 'days', lower(s.period) - lower(s.piece_period),
        'piece_days', upper(s.piece_period) - lower(s.piece_period),
        'granted', billing.granted_as_data(s.granted),
        'used_granted', billing.granted_as_data(s.granted_used),
        'kept', s.kept_discount::text),
      'value', (s.kept_discount - s.discount)::text,
      'rounding', format('half away from zero, to %s decimals', kernel.minor_unit(s.currency)))
    end,
    jsonb_build_object(
      'step', 'returned',
      'formula', case when s.given < s.wanted then format('%s, what credit notes left', -s.given)
        else (-s.given)::text end,
      'inputs', jsonb_build_object('wanted', s.wanted::text, 'left_net', s.left_net::text,
        'left_tax', s.left_tax::text, 'rate', s.rate::text, 'item_asked', s.asked::text,
        'item_tax', s.item_tax::text, 'is_tax_included', s.is_inclusive),
      'is_capped', s.given < s.wanted,
      'discount', (-s.net_discount)::text,
      'tax', (-s.given_tax)::text,
      'net', (-s.given_net)::text,
      'value', (-s.given_net - s.net_discount)::text,
      'rounding', format('half away from zero, to %s decimals', kernel.minor_unit(s.currency)))
  ], null)
  from shown as s
  cross join lateral (
    select sum(b.weight) as total, jsonb_agg(jsonb_build_object('account_id', b.account_id,
      'weight', b.weight::text) order by b.place) as listed
    from unnest(s.shares) with ordinality as b (account_id, weight, is_rest, place)
  ) as bearing
$$;
comment on function billing.explain_credit is
  E'@behavior -*\nWhat an amendment gives back of an item: used, credit, discount and tax.';
grant execute on function billing.explain_credit to tenor_viewer;
