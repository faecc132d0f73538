create or replace function tax.current_tax_settings()
  returns tax.tax_settings
  language sql stable security invoker set search_path to ''
as $$
  select s.* from tax.tax_settings as s where s.tenant_id = (select tenancy.current_tenant_id())
$$;
comment on function tax.current_tax_settings is 'How the tenant reckons its taxes.';
grant execute on function tax.current_tax_settings to tenor_viewer;
