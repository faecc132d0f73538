-- What is invoiced says its discount and tax; what waits is discounted and taxed as if it were
-- billed alone on its day.
create or replace function billing.amendment_result_of(amendment sales.amendments)
  returns billing.amendment_result
  language sql stable security definer set search_path to ''
as $$
  with waiting_or_not as materialized (
    select a.id, a.line_id, a.account_id, a.kind, a.period, a.quantity, a.unit_price, a.amount,
      a.discount, a.currency, a.bill_on, a.invoice_id, l."position", l.product_id,
      row_number() over (order by l."position", lower(a.period), a.kind desc) as place
    from billing.adjustments as a
    join sales.contract_lines as l on l.tenant_id = a.tenant_id and l.id = a.line_id
    where a.tenant_id = amendment.tenant_id and a.amendment_id = amendment.id
  ),
  adjustments as materialized (
    select a.id, a.line_id, a.account_id, a.kind, a.period, a.quantity, a.unit_price, a.amount,
      coalesce(item.discount, a.discount + coalesce(taken.amount, 0)) as discount, a.currency,
      a.bill_on, a.invoice_id, a.product_id, a.place
    from waiting_or_not as a
    left join (
      select i.adjustment_id, i.invoice_id, sum(i.discount) as discount
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
  ),
  invoiced as (
    select sum(item.discount) as discount, sum(item.tax) as tax,
      sum(item.amount - item.discount + item.tax) as total
    from adjustments as a
    join billing.invoice_items as item
      on item.tenant_id = amendment.tenant_id and item.adjustment_id = a.id
  ),
  waiting as (
    select sum(t.tax) as tax, sum(t.net + t.tax) as total
    from (
      select min(t.taxable) as net, sum(t.amount) as tax
      from tax.tax_lines(array(
        select (a.place, null, a.account_id, a.product_id, null, a.amount - a.discount,
          a.currency, a.bill_on, null)::tax.assessable
        from adjustments as a
        where a.invoice_id is null)) as t
      group by t.line_key
    ) as t
  )
  select (
    amendment, amendment.currency, coalesce(sums.lines, '{}'), zero + coalesce(sums.amount, 0),
    zero + coalesce(invoiced.discount, sums.discount, 0),
    zero + coalesce(invoiced.tax, waiting.tax, 0),
    zero + coalesce(invoiced.total, waiting.total, 0), sums.invoice_id
  )::billing.amendment_result
  from kernel.round_amount(0, amendment.currency) as zero
  cross join invoiced
  cross join waiting
  cross join (
    select
      array_agg((a.line_id, a.kind, lower(a.period), kernel.last_day(a.period), a.quantity,
        a.unit_price, a.amount, a.discount)::billing.amendment_line order by a.place) as lines,
      sum(a.amount) as amount, sum(a.discount) as discount,
      (array_agg(a.invoice_id))[1] as invoice_id
    from adjustments as a
  ) as sums
$$;
comment on function billing.amendment_result_of is
  'What an amendment gives back and charges of days that were billed already.';
