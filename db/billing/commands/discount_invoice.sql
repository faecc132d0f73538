-- The redemption is counted last: who holds the catalog's row waits for nobody's purchase order.
-- Tax that was given by hand follows in proportion to what is left, other tax is reckoned anew. Of
-- a price that includes its tax, the discount shows its net.
create or replace function billing.discount_invoice(
  invoice_id uuid,
  discount_id uuid default null,
  code text default null,
  percent kernel.percentage default null,
  amount kernel.amount default null
)
  returns billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_invoice billing.invoices := billing.lock_invoice(invoice_id, expect => '{draft}');
  v_discount catalog.discounts := billing.invoice_discount(v_invoice, discount_id, code, percent,
    amount);
  v_by text := case when discount_id is null then 'code' else 'discount_id' end;
  v_shares billing.item_discount[] := billing.discount_shares(v_invoice, v_discount, v_by);
  v_redemption_id uuid;
begin
  perform billing.keep_invoice_discount(v_invoice, v_discount.name, v_discount.percent,
    v_discount.amount, v_discount.product_ids);
  with items as (
    update billing.invoice_items as item
    set discount = item.discount + part.net,
      tax = case when item.is_tax_fixed then kernel.round_quotient(
          item.tax * (item.amount - item.discount - part.net), item.amount - item.discount,
          kernel.minor_unit(v_invoice.currency))
        else item.tax - (s.amount - part.net) end
    from unnest(v_shares) as s
    join billing.invoice_items as before
      on before.tenant_id = v_invoice.tenant_id and before.id = s.item_id
    cross join lateral (
      select case when v_invoice.is_tax_included and not before.is_tax_fixed
        then kernel.round_quotient(s.amount * (before.amount - before.discount),
          before.amount - before.discount + before.tax, kernel.minor_unit(v_invoice.currency))
        else s.amount end as net
    ) as part
    where item.tenant_id = v_invoice.tenant_id and item.id = before.id
    returning new.discount - old.discount as discount, new.tax - old.tax as tax
  )
  update billing.invoices as i
  set discount = i.discount + changed.discount, tax = i.tax + changed.tax
  from (
    select sum(item.discount) as discount, sum(item.tax) as tax from items as item
  ) as changed
  where i.tenant_id = v_invoice.tenant_id and i.id = v_invoice.id
  returning i.* into v_invoice;
  perform billing.retax(array[v_invoice.id]);

  if v_discount.id is not null then
    v_redemption_id := (sales.redeem(v_discount.id, v_invoice.account_id, v_by)).id;
  end if;
  insert into billing.item_discounts (tenant_id, invoice_item_id, "position", redemption_id, name,
    amount)
  select v_invoice.tenant_id, s.item_id, s."position", v_redemption_id, v_discount.name, s.amount
  from unnest(v_shares) as s;
  select * into v_invoice from billing.invoices as i
  where i.tenant_id = v_invoice.tenant_id and i.id = v_invoice.id;
  return v_invoice;
end $$;
comment on function billing.discount_invoice is
  'Takes a discount of the catalog, by id or coupon code, or a percentage or an amount off a draft '
  'written by hand, once: split over its items in proportion to their net. Codes: not_found, '
  'illegal_transition (no draft, a contract''s, or nothing left), invalid_input, '
  'discount_not_found, discount_expired, discount_exhausted, discount_wrong_currency, '
  'discount_wrong_product, conflict (the invoice has it).';
grant execute on function billing.discount_invoice to tenor_finance;
