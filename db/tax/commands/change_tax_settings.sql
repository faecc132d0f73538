-- What is not given stays as it is. What is invoiced stays too: drafts are taxed anew when asked.
create or replace function tax.change_tax_settings(
  rounding_mode text default null,
  prices_include_tax boolean default null,
  default_category text default null,
  needs_tax_id_check boolean default null,
  provider text default null
)
  returns tax.tax_settings
  language sql volatile security definer set search_path to ''
as $$
  update tax.tax_settings as s
  set rounding_mode = coalesce(change_tax_settings.rounding_mode, s.rounding_mode),
    prices_include_tax = coalesce(change_tax_settings.prices_include_tax, s.prices_include_tax),
    default_category = coalesce(change_tax_settings.default_category, s.default_category),
    needs_tax_id_check = coalesce(change_tax_settings.needs_tax_id_check, s.needs_tax_id_check),
    provider = coalesce(change_tax_settings.provider, s.provider)
  where s.tenant_id = (select tenancy.current_tenant_id())
  returning s.*
$$;
comment on function tax.change_tax_settings is
  'Changes how the tenant reckons its taxes from now on.';
grant execute on function tax.change_tax_settings to tenor_tax;
