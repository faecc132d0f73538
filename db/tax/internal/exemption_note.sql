create or replace function tax.exemption_note(
  account customers.accounts, country text, state text, on_date date
)
  returns text
  language sql stable security invoker set search_path to ''
as $$
  select 'Exempt: ' || e.reason || coalesce(', certificate ' || e.certificate_number, '') || '.'
  from tax.tax_exemptions as e
  where e.tenant_id = (account).tenant_id and e.account_id = any ((account).path)
    and (e.covers_subsidiaries or e.account_id = (account).id)
    and e.valid_from <= on_date and (e.valid_to is null or e.valid_to >= on_date)
    and (e.jurisdiction is null or e.jurisdiction = country
      or e.jurisdiction = tax.region_code(country, state))
  order by e.account_id = (account).id desc, e.valid_from desc, e.id
  limit 1
$$;
comment on function tax.exemption_note is
  'Why an account is exempt at an address on a day, as printed; null if it is not.';
