create or replace function catalog.currency_or_default(currency text)
  returns text
  language plpgsql stable security invoker set search_path to ''
as $$
declare
  v_currency text := coalesce(currency, (
    select t.currency from tenancy.tenants as t where t.id = tenancy.current_tenant_id()));
begin
  if not kernel.is_currency(v_currency) then
    perform kernel.fail('INPUT', 'The currency is no ISO 4217 code in use.', 'currency');
  end if;
  return v_currency;
end $$;
comment on function catalog.currency_or_default is
  'The currency, by default the tenant''s; INPUT if there is none such.';
