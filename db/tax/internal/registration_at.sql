-- The nearest to the place: of the locality, else its state, else its country, else, in the Union,
-- the One Stop Shop.
create or replace function tax.registration_at(
  legal_entity_id uuid, jurisdiction text, on_date date
)
  returns uuid
  language sql stable security definer set search_path to ''
as $$
  select g.id
  from tax.tax_registrations as g
  where g.tenant_id = (select tenancy.current_tenant_id())
    and g.legal_entity_id = registration_at.legal_entity_id
    and on_date between g.valid_from and coalesce(g.valid_to, 'infinity')
    and case g.scheme
      when 'standard' then g.jurisdiction in (registration_at.jurisdiction,
        split_part(registration_at.jurisdiction, '/', 1), left(registration_at.jurisdiction, 2))
      else exists (
        select from tax.jurisdictions as j
        where j.code = left(registration_at.jurisdiction, 2)
          and on_date between j.eu_from and coalesce(j.eu_to, 'infinity'))
      end
  order by g.scheme = 'oss', length(g.jurisdiction) desc, g.valid_from, g.id
  limit 1
$$;
comment on function tax.registration_at is
  'The registration by which a legal entity owes the tax of a place on a day; null if it has none.';
