-- By invoice the tax of all its items is rounded together, so that they are reckoned anew together.
-- How tax is rounded is asked anew too, but where taxes stay; whether prices include it stays as it
-- was. What was given by hand stays.
create or replace function billing.retax(invoice_ids uuid[], dated_today boolean default false)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_mode text := (
    select s.rounding_mode from tax.tax_settings as s where s.tenant_id = v_tenant_id);
  v_item_ids uuid[];
  v_taxes tax.tax_line[];
begin
  update billing.invoices as i
  set is_tax_by_line = nullif(v_mode = 'line', false)
  where i.tenant_id = v_tenant_id and i.id = any (invoice_ids) and i.status = 'draft'
    and i.is_tax_by_line is distinct from nullif(v_mode = 'line', false)
    and not billing.is_given_back(i.id);
  perform billing.put_given_taxes(invoice_ids, dated_today);
  with items as materialized (
    select item.*, coalesce(i.is_tax_by_line, false) as is_by_line
    from billing.taxable_items(invoice_ids, dated_today) as item
    join billing.invoices as i on i.tenant_id = v_tenant_id and i.id = item.invoice_id
  )
  select (select array_agg(item.item_id order by item.place) from items as item),
    (select array_agg(t)
      from (values ('line', true), ('invoice', false)) as modes (mode, is_by_line)
      cross join lateral tax.tax_lines(array(
        select (item.place, item.invoice_id, item.legal_entity_id, item.account_id,
          item.product_id, null, item.asked,
          item.currency, item.taxed_on, item.is_inclusive)::tax.assessable
        from items as item where item.is_by_line = modes.is_by_line), modes.mode) as t)
  into v_item_ids, v_taxes;
  perform billing.put_taxes(v_item_ids, v_taxes);
end $$;
comment on function billing.retax is
  'Reckons the tax of drafts anew, by the law of their day, or as if they were issued today.';
