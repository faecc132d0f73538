-- By invoice the tax of all its items is rounded together, so that they are reckoned anew together.
-- How tax is rounded is asked anew too; whether prices include it stays as it was. What was given
-- by hand stays.
create or replace function billing.retax(invoice_ids uuid[], on_date date default null)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_mode text := (
    select s.rounding_mode from tax.tax_settings as s
    where s.tenant_id = tenancy.current_tenant_id());
  v_item_ids uuid[];
  v_lines tax.assessable[];
begin
  select array_agg(item.item_id order by item.place), array_agg((item.place, item.invoice_id,
    item.account_id, item.product_id, null, item.asked, item.currency, item.taxed_on,
    item.is_inclusive)::tax.assessable)
  into v_item_ids, v_lines
  from billing.taxable_items(invoice_ids, on_date) as item;
  perform billing.put_taxes(v_item_ids, array(select t from tax.tax_lines(v_lines, v_mode) as t));
  update billing.invoices as i
  set is_tax_by_line = nullif(v_mode = 'line', false)
  where i.tenant_id = tenancy.current_tenant_id() and i.id = any (invoice_ids)
    and i.status = 'draft' and i.is_tax_by_line is distinct from nullif(v_mode = 'line', false);
end $$;
comment on function billing.retax is
  'Reckons the tax of drafts anew, by the law of their day or of another.';
