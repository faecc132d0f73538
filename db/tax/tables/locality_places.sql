-- How an address is known to lie in a locality: by its postal code or the name of its city. A row
-- for each, since an index behind the wall serves equal texts, not arrays.
-- With a copy of the locality's path, which never changes: it is all that a line asks for.
create table if not exists tax.locality_places (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  locality_id uuid not null,
  region text not null,
  place text not null,
  path text[] not null,
  primary key (tenant_id, id),
  constraint locality_places_place_key unique (tenant_id, region, place, locality_id),
  constraint locality_places_locality_fkey foreign key (tenant_id, locality_id)
    references tax.localities (tenant_id, id) on delete cascade,
  constraint locality_places_place_check check (length(place) between 1 and 100)
);
create index if not exists locality_places_locality_idx
  on tax.locality_places (tenant_id, locality_id);
comment on table tax.locality_places is 'Postal codes and cities of localities.';
comment on column tax.locality_places.tenant_id is 'The tenant.';
comment on column tax.locality_places.id is 'Identifies the row.';
comment on column tax.locality_places.locality_id is 'The locality.';
comment on column tax.locality_places.region is 'The state or country, as of the locality.';
comment on column tax.locality_places.place is
  'A postal code or the name of a city, in capitals, as tax.place_key writes it.';
comment on column tax.locality_places.path is
  'Codes of localities down to this one, as of the locality.';
comment on constraint locality_places_place_key on tax.locality_places is
  E'@behavior -query:resource:single\nThe locality has this place already.';
comment on constraint locality_places_locality_fkey on tax.locality_places is
  'No locality has this id.';
comment on constraint locality_places_place_check on tax.locality_places is
  'A place has 1 to 100 characters.';

-- Who may touch it: members read; tax replaces them by command.
alter table tax.locality_places enable row level security;
alter table tax.locality_places force row level security;
drop policy if exists tenant_isolation on tax.locality_places;
create policy tenant_isolation on tax.locality_places as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on tax.locality_places;
create policy owner_all on tax.locality_places to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists select_member on tax.locality_places;
create policy select_member on tax.locality_places for select to tenor_viewer
  using (tenant_id = (select tenancy.current_tenant_id()));
grant select on tax.locality_places to tenor_viewer;
select audit.watch('tax.locality_places');
