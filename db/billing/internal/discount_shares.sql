-- Of what is asked for an item, which has its tax in it where prices include tax.
create or replace function billing.discount_shares(
  invoice billing.invoices, discount catalog.discounts, pointer text
)
  returns billing.item_discount[]
  language plpgsql stable security definer set search_path to ''
as $$
declare
  v_ids uuid[];
  v_nets numeric[];
  v_total numeric;
  v_whole numeric;
begin
  select array_agg(i.id order by i."position"), array_agg(i.asked order by i."position"),
    sum(i.asked)
  into v_ids, v_nets, v_total
  from (
    select item.id, item."position", item.amount - item.discount + case
        when invoice.is_tax_included and not item.is_tax_fixed then item.tax else 0 end as asked
    from billing.invoice_items as item
    where item.tenant_id = invoice.tenant_id and item.invoice_id = invoice.id
      and item.amount > item.discount
      and (discount.product_ids is null or item.product_id = any(discount.product_ids))
  ) as i;
  if v_total is null and discount.product_ids is not null then
    perform kernel.fail('DCPRO', format('%s is for no product of the invoice.', discount.name),
      pointer);
  end if;
  v_whole := coalesce(kernel.percent_of(v_total, discount.percent, invoice.currency),
    least(discount.amount, v_total));
  if coalesce(v_whole, 0) = 0 then
    perform kernel.fail('TRANS', 'The invoice has nothing left to take a discount off.',
      'invoice_id');
  end if;
  return array(
    select (share.item_id, null, coalesce((
        select max(held."position") from billing.item_discounts as held
        where held.tenant_id = invoice.tenant_id and held.invoice_item_id = share.item_id), 0) + 1,
      share.amount, null, share.amount, null, null)::billing.item_discount
    from unnest(v_ids, kernel.split_amount(v_whole, v_nets, invoice.currency))
      as share (item_id, amount)
    where share.amount > 0);
end $$;
comment on function billing.discount_shares is
  'What a discount takes off each item of a draft, in proportion to what is left of them.';
