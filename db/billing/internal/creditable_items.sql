-- What an amendment gave back of an item is gone too, with its tax, where it stands on another
-- invoice. Of what accounts share, each has its part of it gone; rounded along the shares, so that
-- the parts add up.
create or replace function billing.creditable_items(invoice_id uuid)
  returns table (
    item_id uuid, "position" int, net numeric, tax numeric, net_left numeric, tax_left numeric)
  language sql stable security definer set search_path to ''
as $$
  with items as (
    select item.*, i.currency, item.amount - item.discount as charged,
      sum(item.amount - item.discount) over piece as whole,
      sum(item.amount - item.discount) over (piece order by item."position") as so_far
    from billing.invoices as i
    join billing.invoice_items as item
      on item.tenant_id = i.tenant_id and item.invoice_id = i.id
    where i.tenant_id = (select tenancy.current_tenant_id())
      and i.id = creditable_items.invoice_id
    window piece as (
      partition by item.adjustment_id, item.contract_line_id, item.service_period,
        case when item.share_weight is null then item.id end)
  )
  select item.id, item."position", item.charged, item.tax,
    greatest(uncredited.net + amended.net, least(uncredited.net, 0)),
    greatest(
      uncredited.tax + coalesce(kernel.round_amount(
        item.tax * amended.net / nullif(item.charged, 0), item.currency), 0),
      least(uncredited.tax, 0))
  from items as item
  cross join lateral (
    select item.charged - coalesce(sum(c.net), 0), item.tax - coalesce(sum(c.tax), 0)
    from billing.credit_note_items as c
    where c.tenant_id = item.tenant_id and c.invoice_item_id = item.id
  ) as uncredited (net, tax)
  cross join lateral (
    select sum(a.amount - a.discount)
    from (
      select a.amount, a.discount
      from billing.adjustments as a
      where item.adjustment_id is null and a.tenant_id = item.tenant_id
        and a.credited_invoice_id = item.invoice_id and a.credited_adjustment_id is null
        and a.line_id = item.contract_line_id and a.period <@ item.service_period
        and not a.is_dropped
      union all
      select a.amount, a.discount
      from billing.adjustments as a
      where a.tenant_id = item.tenant_id and a.credited_adjustment_id = item.adjustment_id
        and a.invoice_id is distinct from item.invoice_id and not a.is_dropped
    ) as a
  ) as given_back (net)
  cross join lateral (
    select coalesce(
      kernel.round_amount(given_back.net * item.so_far / nullif(item.whole, 0), item.currency)
        - kernel.round_amount(given_back.net * (item.so_far - item.charged)
          / nullif(item.whole, 0), item.currency), 0)
  ) as amended (net)
$$;
comment on function billing.creditable_items is
  'The items of an invoice with what credit notes and amendments have left of them.';
