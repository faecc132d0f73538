-- What is invoiced says its amounts and tax; what waits is discounted and taxed as if it were
-- billed alone on its day. Of a price that includes its tax both show the net.
create or replace function billing.amendment_result_of(amendment sales.amendments)
  returns billing.amendment_result
  language sql stable security definer set search_path to ''
as $$
  with changes as materialized (
    select r.*, row_number() over (order by r."position", lower(r.period), r.kind desc) as place
    from (
      -- What is given back, of all items that had billed the days.
      select a.redone_piece_id as id, a.line_id, null::uuid as account_id, 'credit' as kind,
        p.period, p.whole_period, p.quantity, p.unit_price, sum(a.amount) as amount,
        sum(a.discount) as discount,
        sum(a.tax) as tax, null::numeric as fresh, a.currency, min(a.bill_on) as bill_on,
        (array_agg(a.invoice_id))[1] as invoice_id, l."position", l.product_id, a.part
      from billing.adjustments as a
      join billing.redone_pieces as p on p.tenant_id = a.tenant_id and p.id = a.redone_piece_id
      join sales.contract_lines as l on l.tenant_id = a.tenant_id and l.id = a.line_id
      where a.tenant_id = amendment.tenant_id and a.amendment_id = amendment.id
        and a.kind = 'credit'
      group by a.redone_piece_id, a.line_id, p.period, p.whole_period, p.quantity,
        p.unit_price, a.currency, l."position", l.product_id, a.part
      union all
      -- What waited to be billed, and is not.
      select p.id, p.line_id, waited.account_id, 'credit', p.period, p.whole_period, p.quantity,
        p.unit_price,
        p.used_amount - p.amount, p.used_discount - p.discount, null,
        greatest(p.used_amount - p.used_discount + billing.taken_by(p.used_granted)
            - coalesce(p.used_extent, 0), 0)
          - greatest(p.amount - p.discount + billing.taken_by(p.granted) - coalesce(p.extent, 0),
            0),
        p.currency, waited.bill_on, null, l."position", l.product_id, p.part
      from billing.redone_pieces as p
      join billing.adjustments as waited
        on waited.tenant_id = p.tenant_id and waited.id = p.adjustment_id
      join sales.contract_lines as l on l.tenant_id = p.tenant_id and l.id = p.line_id
      where p.tenant_id = amendment.tenant_id and p.amendment_id = amendment.id
        and p.invoice_id is null
      union all
      select a.id, a.line_id, a.account_id, a.kind, a.period, a.whole_period, a.quantity,
        a.unit_price, a.amount, a.discount, null,
        case when a.extent is null then a.amount - a.discount
          else least(a.amount - a.discount,
            greatest(a.amount - a.discount + billing.taken_by(a.granted) - a.extent, 0)) end,
        a.currency, a.bill_on, a.invoice_id, l."position", l.product_id, a.part
      from billing.adjustments as a
      join sales.contract_lines as l on l.tenant_id = a.tenant_id and l.id = a.line_id
      left join billing.redone_pieces as p
        on p.tenant_id = a.tenant_id and p.id = a.redone_piece_id
      where a.tenant_id = amendment.tenant_id and a.amendment_id = amendment.id
        and a.kind = 'charge' and (p.id is null or p.period @> a.period)
    ) as r
  ),
  adjustments as materialized (
    select a.id, a.line_id, a.account_id, a.kind, a.period, a.quantity, a.unit_price,
      coalesce(item.amount, a.amount) as amount,
      coalesce(item.discount,
        a.discount + sign(a.fresh) * coalesce(taken.amount, 0), a.discount) as discount,
      coalesce(item.tax, a.tax) as tax, a.currency, a.bill_on, a.invoice_id, a.product_id, a.place,
      a.part
    from changes as a
    left join (
      select i.adjustment_id, i.invoice_id, sum(i.amount) as amount, sum(i.discount) as discount,
        sum(i.tax) as tax
      from billing.invoice_items as i
      where i.tenant_id = amendment.tenant_id
        and i.adjustment_id in (select w.id from changes as w)
      group by i.adjustment_id, i.invoice_id
    ) as item on item.adjustment_id = a.id and item.invoice_id = a.invoice_id
    left join (
      select d.item_id, sum(d.amount) as amount
      from (
        select array_agg((w.id, amendment.id, amendment.contract_id, w.product_id, abs(w.fresh),
          w.currency, w.bill_on, lower(w.period), w.whole_period, null
          )::billing.discountable order by w.place)
            as items
        from changes as w
        where w.invoice_id is null and w.fresh <> 0
        group by w.kind
      ) as asked
      cross join lateral billing.discount_items(asked.items) as d
      group by d.item_id
    ) as taken on taken.item_id = a.id
  ),
  taxed as (
    select t.line_key as place, min(t.taxable) as net, sum(t.amount) as tax
    from tax.tax_lines(array(
      select (a.place, null, c.legal_entity_id, a.account_id, a.product_id, null,
        a.amount - a.discount, a.currency, least(a.bill_on, upper(a.period) - 1), null
      )::tax.assessable
      from adjustments as a
      join sales.contracts as c
        on c.tenant_id = amendment.tenant_id and c.id = amendment.contract_id
      where a.invoice_id is null and a.tax is null)) as t
    group by t.line_key
  ),
  priced as (
    select a.line_id, a.kind, a.period, a.quantity, a.unit_price, a.invoice_id, a.place,
      coalesce(t.net + net.discount, a.amount) as amount, net.discount,
      coalesce(a.tax, t.tax) as tax
    from adjustments as a
    left join taxed as t on t.place = a.place
    cross join lateral (
      select case when t.net <> a.amount - a.discount and a.discount <> 0
        then kernel.round_quotient(a.discount * t.net, a.amount - a.discount,
          kernel.minor_unit(a.currency))
        else a.discount end as discount
    ) as net
  ),
  -- A change is one, whoever bears it.
  told as (
    select p.line_id, p.kind, p.period, p.quantity, p.unit_price, min(p.place) as place,
      sum(p.amount) as amount, sum(p.discount) as discount, sum(p.tax) as tax,
      (array_agg(p.invoice_id order by p.place) filter (where p.invoice_id is not null))[1]
        as invoice_id
    from priced as p
    group by p.line_id, p.kind, p.period, p.quantity, p.unit_price
  )
  select (
    amendment, amendment.currency, coalesce(sums.lines, '{}'), zero + coalesce(sums.amount, 0),
    zero + coalesce(sums.discount, 0), zero + coalesce(sums.tax, 0),
    zero + coalesce(sums.amount - sums.discount + sums.tax, 0), sums.invoice_id
  )::billing.amendment_result
  from kernel.round_amount(0, amendment.currency) as zero
  cross join (
    select
      array_agg((p.line_id, p.kind, lower(p.period), kernel.last_day(p.period), p.quantity,
        p.unit_price, p.amount, p.discount)::billing.amendment_line order by p.place) as lines,
      sum(p.amount) as amount, sum(p.discount) as discount, sum(p.tax) as tax,
      (array_agg(p.invoice_id order by p.kind) filter (where p.invoice_id is not null))[1]
        as invoice_id
    from told as p
  ) as sums
$$;
comment on function billing.amendment_result_of is
  'What an amendment gives back and charges of days that were billed already.';
