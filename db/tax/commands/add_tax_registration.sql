create or replace function tax.add_tax_registration(
  jurisdiction text,
  number text,
  valid_from date default null,
  valid_to date default null,
  scheme text default 'standard',
  is_established boolean default true,
  legal_entity_id uuid default null,
  return_interval text default null
)
  returns tax.tax_registrations
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_entity_id uuid := coalesce(legal_entity_id, tenancy.default_legal_entity_id());
  v_registration tax.tax_registrations;
begin
  if scheme = 'oss' and not exists (
    select from tax.jurisdictions as j
    where j.code = add_tax_registration.jurisdiction and j.eu_from is not null and j.eu_to is null
  ) then
    perform kernel.fail('INPUT', 'A One Stop Shop is of a member state of the EU.', 'scheme');
  end if;
  insert into tax.tax_registrations (legal_entity_id, jurisdiction, scheme, number,
    is_established, return_interval, valid_from, valid_to)
  values (v_entity_id, tax.known_jurisdiction(jurisdiction), scheme, number, is_established,
    coalesce(return_interval, case scheme when 'oss' then 'quarter' else 'month' end),
    coalesce(valid_from, tenancy.today_of(v_entity_id), tenancy.today()), valid_to)
  returning * into v_registration;
  return v_registration;
end $$;
comment on function tax.add_tax_registration is
  'Registers a legal entity, by default the tenant''s first one, as a seller: from that day '
  '(today) tax is charged there.';
grant execute on function tax.add_tax_registration to tenor_finance;
