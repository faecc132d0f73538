-- The tenant's format is that of the series with which its companies began. Once used, it stays.
create or replace function billing.tg_tenants__format_numbers()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  update billing.number_series as s
  set format = new.invoice_number_format,
    restart = case when new.invoice_number_format like '%{YY%' then 'year' else 'never' end
  where s.tenant_id = new.id and s.kind = 'invoice' and s.format = old.invoice_number_format
    and s.restart in ('year', 'never');
  return null;
end $$;
comment on function billing.tg_tenants__format_numbers is
  'Numbers invoices in the tenant''s new format, as long as none was numbered in the old one.';

create or replace trigger _500_format_numbers after update of invoice_number_format
  on tenancy.tenants for each row
  when (new.invoice_number_format <> old.invoice_number_format)
  execute function billing.tg_tenants__format_numbers();
