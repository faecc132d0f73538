-- By invoice the tax of all its items is rounded together, so that they are reckoned anew together.
-- What was given by hand stays.
create or replace function billing.retax(invoice_ids uuid[])
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_item_ids uuid[];
  v_lines tax.assessable[];
begin
  select array_agg(item.item_id order by item.place), array_agg((item.place, item.invoice_id,
    item.account_id, item.product_id, null, item.asked, item.currency, item.taxed_on,
    item.is_inclusive)::tax.assessable)
  into v_item_ids, v_lines
  from billing.taxable_items(invoice_ids) as item;
  perform billing.put_taxes(v_item_ids, array(select t from tax.tax_lines(v_lines) as t));
end $$;
comment on function billing.retax is 'Reckons the tax of drafts anew, by the law of their day.';
