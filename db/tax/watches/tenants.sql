-- Provisioning knows no tax: we watch it.
create or replace function tax.tg_tenants__open_settings()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  insert into tax.tax_settings (tenant_id) values (new.id);
  return null;
end $$;
comment on function tax.tg_tenants__open_settings is 'Gives a new tenant its tax settings.';

create or replace trigger _500_open_tax_settings after insert on tenancy.tenants
  for each row execute function tax.tg_tenants__open_settings();
