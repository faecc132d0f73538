-- Where the tax is due: its locality, its state, its country. Who is registered in none of them,
-- while the tax is due in the EU, shows the numbers by which he is there.
create or replace function billing.seller_tax_ids(
  legal_entity_id uuid, jurisdictions text[], on_date date
)
  returns jsonb
  language sql stable security definer set search_path to ''
as $$
  with places as (
    select distinct place.code
    from unnest(jurisdictions) as due (code)
    cross join lateral (values
      (due.code), (split_part(due.code, '/', 1)), (left(due.code, 2))) as place (code)
  ),
  registered as materialized (
    select r.jurisdiction, r.scheme, r.number, coalesce(j.name, l.name, r.jurisdiction) as name,
      r.jurisdiction in (select p.code from places as p) and r.scheme = 'standard' as is_there,
      on_date between j.eu_from and coalesce(j.eu_to, 'infinity')
        and (r.is_established or r.scheme = 'oss') as is_in_eu
    from tax.tax_registrations as r
    left join tax.jurisdictions as j on j.code = r.jurisdiction
    left join tax.localities as l on l.tenant_id = r.tenant_id and l.code = r.jurisdiction
    where r.tenant_id = (select tenancy.current_tenant_id())
      and r.legal_entity_id = seller_tax_ids.legal_entity_id
      and r.valid_from <= on_date and (r.valid_to is null or r.valid_to >= on_date)
  )
  select coalesce(jsonb_agg(
    jsonb_build_object('jurisdiction', r.jurisdiction, 'name', r.name, 'number', r.number)
    order by r.jurisdiction, r.scheme), '[]')
  from registered as r
  where r.is_there
    or r.is_in_eu
      and not exists (select from registered as other where other.is_there)
      and exists (
        select from tax.jurisdictions as due
        where due.code in (select p.code from places as p)
          and on_date between due.eu_from and coalesce(due.eu_to, 'infinity'))
$$;
comment on function billing.seller_tax_ids is
  'By which numbers the seller is registered where taxes are due on a day.';
