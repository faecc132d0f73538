-- One look for all rows of a statement, instead of one for each: a key that is checked row by row
-- keeps the plan that it was given while the table was small, and reads all of it for each row. By
-- index, whatever was known of the table when the plan was made. The invoice is locked by whoever
-- writes on it, and an item takes along what stands on it (_500_take_along).
create or replace function billing.tg__refer_to_items()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
  set plan_cache_mode to force_generic_plan set enable_seqscan to off
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_item_ids uuid[] := array(select distinct n.invoice_item_id from new_rows as n);
begin
  if cardinality(v_item_ids) <> (
    select count(*) from billing.invoice_items as item
    where item.tenant_id = v_tenant_id and item.id = any (v_item_ids)
  ) then
    raise foreign_key_violation using
      message = 'An invoice item that is pointed at is not there.', schema = tg_table_schema,
      table = tg_table_name, constraint = tg_argv[0];
  end if;
  return null;
end $$;
comment on function billing.tg__refer_to_items is
  'Refuses taxes and discounts of no invoice item.';
