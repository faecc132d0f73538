create or replace function tax.set_locality_places(locality_id uuid, places text[])
  returns tax.localities
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_locality tax.localities;
begin
  select * into v_locality from tax.localities as l
  where l.tenant_id = tenancy.current_tenant_id() and l.id = set_locality_places.locality_id
  for no key update;
  if not found then
    perform kernel.fail('NOTFD', 'No locality has this id.', 'locality_id');
  end if;
  delete from tax.locality_places as p
  where p.tenant_id = v_locality.tenant_id and p.locality_id = v_locality.id;
  insert into tax.locality_places (locality_id, region, place, path)
  select distinct v_locality.id, v_locality.region,
    tax.place_key(listed.place, v_locality.region), v_locality.path
  from unnest(places) as listed (place);
  return v_locality;
end $$;
comment on function tax.set_locality_places is
  'Sets the postal codes or city names by which addresses lie in a locality, all of them.';
grant execute on function tax.set_locality_places to tenor_tax;
