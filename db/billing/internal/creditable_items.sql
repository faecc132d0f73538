-- What an amendment gave back of an item is gone too, with its tax: it stands on another invoice.
create or replace function billing.creditable_items(invoice_id uuid)
  returns table (
    item_id uuid, "position" int, net numeric, tax numeric, net_left numeric, tax_left numeric)
  language sql stable security definer set search_path to ''
as $$
  select item.id, item."position", charged.net, item.tax,
    greatest(uncredited.net + coalesce(amended.net, 0), least(uncredited.net, 0)),
    greatest(
      uncredited.tax + coalesce(kernel.round_amount(
        item.tax * amended.net / nullif(charged.net, 0), i.currency), 0),
      least(uncredited.tax, 0))
  from billing.invoices as i
  join billing.invoice_items as item
    on item.tenant_id = i.tenant_id and item.invoice_id = i.id
  cross join lateral (select item.amount - item.discount) as charged (net)
  cross join lateral (
    select charged.net - coalesce(sum(c.net), 0), item.tax - coalesce(sum(c.tax), 0)
    from billing.credit_note_items as c
    where c.tenant_id = item.tenant_id and c.invoice_item_id = item.id
  ) as uncredited (net, tax)
  left join lateral (
    select sum(a.amount - a.discount)
    from billing.adjustments as a
    where a.tenant_id = item.tenant_id and a.credited_invoice_id = item.invoice_id
      and a.line_id = item.contract_line_id and a.period <@ item.service_period
      and a.kind = 'credit'
  ) as amended (net) on true
  where i.tenant_id = (select tenancy.current_tenant_id())
    and i.id = creditable_items.invoice_id
$$;
comment on function billing.creditable_items is
  'The items of an invoice with what credit notes and amendments have left of them.';
