-- One look for all rows of a statement. Codes are append-only, so that nothing has to be locked,
-- nor looked at again later.
create or replace function billing.tg_item_taxes__refer_to_codes()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if exists (
    select n.tax_code_id from new_rows as n
    except
    select c.id from tax.tax_codes as c where c.tenant_id = tenancy.current_tenant_id()
  ) then
    raise foreign_key_violation using
      message = 'A tax has a code that is not there.', schema = tg_table_schema,
      table = tg_table_name;
  end if;
  return null;
end $$;
comment on function billing.tg_item_taxes__refer_to_codes is 'Refuses taxes without a tax code.';
