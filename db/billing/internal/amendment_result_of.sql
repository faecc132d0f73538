-- What is invoiced says its amounts and tax; what waits is discounted and taxed as if it were
-- billed alone on its day. Of a price that includes its tax both show the net.
create or replace function billing.amendment_result_of(amendment sales.amendments)
  returns billing.amendment_result
  language sql stable security definer set search_path to ''
as $$
  with waiting_or_not as materialized (
    select a.id, a.line_id, a.account_id, a.kind, a.period, a.quantity, a.unit_price, a.amount,
      a.discount, a.currency, a.bill_on, a.invoice_id, l."position", l.product_id,
      a.credited_adjustment_id is not null and a.credited_invoice_id is null as is_undiscounted,
      row_number() over (order by l."position", lower(a.period), a.kind desc) as place
    from billing.adjustments as a
    join sales.contract_lines as l on l.tenant_id = a.tenant_id and l.id = a.line_id
    where a.tenant_id = amendment.tenant_id and a.amendment_id = amendment.id
  ),
  adjustments as materialized (
    select a.id, a.line_id, a.account_id, a.kind, a.period, a.quantity, a.unit_price,
      coalesce(item.amount, a.amount) as amount,
      coalesce(item.discount,
        a.discount + coalesce(taken.amount, 0) - coalesce(spared.amount, 0)) as discount,
      item.tax, a.currency, a.bill_on, a.invoice_id, a.product_id, a.place
    from waiting_or_not as a
    left join (
      select i.adjustment_id, i.invoice_id, sum(i.amount) as amount, sum(i.discount) as discount,
        sum(i.tax) as tax
      from billing.invoice_items as i
      where i.tenant_id = amendment.tenant_id
        and i.adjustment_id in (select w.id from waiting_or_not as w)
      group by i.adjustment_id, i.invoice_id
    ) as item on item.adjustment_id = a.id and item.invoice_id = a.invoice_id
    left join (
      select d.item_id, sum(d.amount) as amount
      from billing.discount_items(array(
        select (w.id, amendment.id, amendment.contract_id, w.product_id, w.amount - w.discount,
          w.currency, w.bill_on, w.id)::billing.discountable
        from waiting_or_not as w
        where w.invoice_id is null
        order by w.place)) as d
      group by d.item_id
    ) as taken on taken.item_id = a.id
    left join (
      select d.item_id, sum(d.amount) as amount
      from billing.discount_items(array(
        select (w.id, amendment.id, amendment.contract_id, w.product_id, w.discount - w.amount,
          w.currency, w.bill_on, null)::billing.discountable
        from waiting_or_not as w
        where w.invoice_id is null and w.is_undiscounted
        order by w.place)) as d
      group by d.item_id
    ) as spared on spared.item_id = a.id
  ),
  parts as materialized (
    select row_number() over (order by a.place, part.place) as line_key, a.place, part.account_id,
      a.product_id, part.net, a.currency, billing.taxed_on(a.id, a.bill_on) as taxed_on
    from adjustments as a
    cross join lateral billing.parts_of_adjustment(a.id, a.amount - a.discount) as part
    where a.invoice_id is null
  ),
  taxed as (
    select p.place, sum(t.net) as net, sum(t.tax) as tax
    from (
      select t.line_key, min(t.taxable) as net, sum(t.amount) as tax
      from tax.tax_lines(array(
        select (p.line_key, null, p.account_id, p.product_id, null, p.net, p.currency, p.taxed_on,
          null)::tax.assessable
        from parts as p)) as t
      group by t.line_key
    ) as t
    join parts as p on p.line_key = t.line_key
    group by p.place
  ),
  priced as (
    select a.line_id, a.kind, a.period, a.quantity, a.unit_price, a.invoice_id, a.place,
      coalesce(t.net + net.discount, a.amount) as amount, net.discount,
      coalesce(a.tax, t.tax) as tax
    from adjustments as a
    left join taxed as t on t.place = a.place
    cross join lateral (
      select case when t.net <> a.amount - a.discount and a.discount <> 0
        then kernel.round_amount(a.discount * t.net / (a.amount - a.discount), a.currency)
        else a.discount end as discount
    ) as net
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
      (array_agg(p.invoice_id))[1] as invoice_id
    from priced as p
  ) as sums
$$;
comment on function billing.amendment_result_of is
  'What an amendment gives back and charges of days that were billed already.';
