create or replace function billing.draw_order(invoice billing.invoices, amount numeric)
  returns sales.judged_draw
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_draw sales.judged_draw;
begin
  select * into v_draw
  from sales.draw_purchase_orders(array[(
    invoice.id,
    coalesce((
      select holder.id
      from sales.contracts as c
      join customers.accounts as holder
        on holder.tenant_id = c.tenant_id and holder.id = c.account_id
      where c.tenant_id = invoice.tenant_id and c.id = invoice.contract_id
        and invoice.account_id = any (holder.path)), invoice.account_id),
    invoice.contract_id, invoice.purchase_order_id, invoice.purchase_order_number, amount,
    invoice.currency, invoice.issue_date)::sales.purchase_order_draw]);
  if v_draw.code is not null then
    perform kernel.fail(v_draw.code, v_draw.message, 'purchase_order_number');
  end if;
  return v_draw;
end $$;
comment on function billing.draw_order is
  'Draws on the purchase order that one invoice names, or refuses.';
