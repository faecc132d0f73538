-- Another provider, other taxes: drafts wait for what the new one says.
create or replace function billing.tg_tax_settings__retax()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform billing.request_retax();
  return null;
end $$;
comment on function billing.tg_tax_settings__retax is
  'Has drafts taxed anew when the tax provider changes.';

create or replace trigger _500_retax after update of provider on tax.tax_settings
  for each row when (new.provider <> old.provider)
  execute function billing.tg_tax_settings__retax();
