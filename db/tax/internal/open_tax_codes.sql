-- In one order, so that two that open several at once do not wait in a circle.
create or replace function tax.open_tax_codes(codes tax.tax_codes[])
  returns void
  language sql volatile security definer set search_path to ''
as $$
  insert into tax.tax_codes (id, legal_entity_id, registration_id, scheme, jurisdiction, kind,
    rate, treatment)
  select distinct on (c.id) c.id, c.legal_entity_id, c.registration_id, coalesce(g.scheme, 'none'),
    c.jurisdiction, c.kind, c.rate, c.treatment
  from unnest(codes) as c
  left join tax.tax_registrations as g
    on g.tenant_id = (select tenancy.current_tenant_id()) and g.id = c.registration_id
  where not exists (
    select from tax.tax_codes as known
    where known.tenant_id = (select tenancy.current_tenant_id()) and known.id = c.id)
  order by c.id
  on conflict on constraint tax_codes_pkey do nothing
$$;
comment on function tax.open_tax_codes is
  'Writes down the tax codes that are not known yet.';
