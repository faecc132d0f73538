create or replace function billing.refuse_provider(pointer text)
  returns void
  language plpgsql stable security definer set search_path to ''
as $$
begin
  if exists (
    select from tax.tax_settings as s
    where s.tenant_id = tenancy.current_tenant_id() and s.provider <> 'builtin'
  ) then
    perform kernel.fail('TRANS',
      'An outside provider reckons the tax, which knows no advance payments.', pointer);
  end if;
end $$;
comment on function billing.refuse_provider is
  'Refuses advance payments where an outside provider reckons the tax.';
