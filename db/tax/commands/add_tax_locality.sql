create or replace function tax.add_tax_locality(
  parent text, level text, name text, places text[] default null
)
  returns tax.localities
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_parent text := tax.known_jurisdiction(parent, 'parent');
  v_region text := split_part(v_parent, '/', 1);
  v_code text := v_parent || '/'
    || btrim(regexp_replace(lower(left(name, 60)), '[^a-z0-9]+', '-', 'g'), '-');
  v_locality tax.localities;
begin
  insert into tax.localities (code, region, level, name, path)
  values (v_code, v_region, level, name, coalesce((
    select l.path from tax.localities as l
    where l.tenant_id = tenancy.current_tenant_id() and l.code = v_parent), '{}') || v_code)
  returning * into v_locality;
  if places is not null then
    perform tax.set_locality_places(v_locality.id, places);
  end if;
  return v_locality;
end $$;
comment on function tax.add_tax_locality is
  'Adds a county, city or district below a state or another locality, with the postal codes or '
  'city names by which addresses lie in it.';
grant execute on function tax.add_tax_locality to tenor_tax;
