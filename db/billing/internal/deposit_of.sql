create or replace function billing.deposit_of(deducts_item_id uuid)
  returns uuid
  language sql stable parallel safe
return case when deducts_item_id is not null then (
  select d.invoice_id from billing.invoice_items as d
  where d.tenant_id = (select tenancy.current_tenant_id()) and d.id = deposit_of.deducts_item_id)
end;
comment on function billing.deposit_of is
  'The advance payment invoice of an item that another deducts.';
