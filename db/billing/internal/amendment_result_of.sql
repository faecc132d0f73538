create or replace function billing.amendment_result_of(amendment sales.amendments)
  returns billing.amendment_result
  language sql stable security definer set search_path to ''
as $$
  select (
    amendment, amendment.currency, coalesce(sums.lines, '{}'), coalesce(sums.amount, zero.amount),
    coalesce(sums.discount, zero.amount), coalesce(sums.tax, zero.amount),
    coalesce(sums.amount - sums.discount + sums.tax, zero.amount), sums.invoice_id
  )::billing.amendment_result
  from (select kernel.round_amount(0, amendment.currency)) as zero (amount)
  cross join (
    select
      array_agg((a.line_id, a.kind, lower(a.period), kernel.last_day(a.period), a.quantity,
          a.unit_price, a.amount, a.discount)::billing.amendment_line
        order by l."position", lower(a.period), a.kind desc) as lines,
      sum(a.amount) as amount, sum(a.discount) as discount,
      sum(coalesce(item.tax, kernel.round_amount(0, a.currency))) as tax,
      (array_agg(item.invoice_id))[1] as invoice_id
    from billing.adjustments as a
    join sales.contract_lines as l on l.tenant_id = a.tenant_id and l.id = a.line_id
    left join billing.invoice_items as item
      on item.tenant_id = a.tenant_id and item.id = a.invoice_item_id
    where a.tenant_id = amendment.tenant_id and a.amendment_id = amendment.id
  ) as sums
$$;
comment on function billing.amendment_result_of is
  'What an amendment gives back and charges of days that were billed already.';
