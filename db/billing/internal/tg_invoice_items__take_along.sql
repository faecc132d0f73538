create or replace function billing.tg_invoice_items__take_along()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_item_ids uuid[] := array(select c.id from changed_rows as c);
begin
  delete from billing.item_taxes as t
  where t.tenant_id = v_tenant_id and t.invoice_item_id = any (v_item_ids);
  delete from billing.item_discounts as d
  where d.tenant_id = v_tenant_id and d.invoice_item_id = any (v_item_ids);
  return null;
end $$;
comment on function billing.tg_invoice_items__take_along is
  'An item that is taken off a draft takes its taxes and discounts along.';
