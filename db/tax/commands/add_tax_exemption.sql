create or replace function tax.add_tax_exemption(
  account_id uuid,
  reason text,
  certificate_number text default null,
  jurisdiction text default null,
  valid_from date default null,
  valid_to date default null,
  covers_subsidiaries boolean default false
)
  returns tax.tax_exemptions
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_account customers.accounts := customers.find_account(account_id);
  v_exemption tax.tax_exemptions;
begin
  if jurisdiction is not null then
    perform tax.known_jurisdiction(jurisdiction);
  end if;
  insert into tax.tax_exemptions (account_id, jurisdiction, certificate_number, reason,
    covers_subsidiaries, valid_from, valid_to)
  values (v_account.id, jurisdiction, certificate_number, reason, covers_subsidiaries,
    coalesce(valid_from, tenancy.today()), valid_to)
  returning * into v_exemption;
  perform controls.require('exemption', 'account', array[v_account.id], array[v_exemption.id]);
  return v_exemption;
end $$;
comment on function tax.add_tax_exemption is
  'Exempts an account from a jurisdiction''s taxes (all if null), from a day on (today).';
grant execute on function tax.add_tax_exemption to tenor_tax;
select controls.register_door('exemption', 'tax.add_tax_exemption');
