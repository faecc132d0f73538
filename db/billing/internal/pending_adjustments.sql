create or replace function billing.pending_adjustments(
  contract_ids uuid[], bill_until date default null
)
  returns setof billing.pending_adjustment
  language sql stable security definer set search_path to ''
as $$
  select (
    a.id, a.amendment_id, a.credited_item_id, (
      -- What is given back goes to whom it was billed.
      select i.account_id from billing.invoices as i
      where i.tenant_id = a.tenant_id and i.id = (
        select item.invoice_id from billing.invoice_items as item
        where item.tenant_id = a.tenant_id and item.id = a.credited_item_id)
    ), a.kind, a.contract_id, a.line_id, a.terms_id, a.account_id, l.product_id, l."position",
    l.description, l.pricing_model, l.price_interval, a.whole_period, a.period, a.period,
    a.bill_on, a.quantity, a.unit_price, a.intervals, a.rated, a.amount, a.discount, a.tax,
    case when a.extent is not null then least(a.amount - a.discount,
      greatest(a.amount - a.discount + billing.taken_by(a.granted) - a.extent, 0)) end,
    a.part, a.shares
  )::billing.pending_adjustment
  from billing.adjustments as a
  join sales.contract_lines as l on l.tenant_id = a.tenant_id and l.id = a.line_id
  where a.tenant_id = (select tenancy.current_tenant_id())
    and a.contract_id = any(contract_ids)
    and a.invoice_id is null
    and not a.is_dropped
    and (bill_until is null or a.bill_on <= bill_until)
$$;
comment on function billing.pending_adjustments is
  'The adjustments of contracts that wait to be billed, all or until a day.';
