-- A statement that begins a day marks it: each day begins once, however many ask. Sandboxes are
-- left out: their days come when their clock is moved.
create or replace function tenancy.begin_days()
  returns setof tenancy.begun_days
  language sql volatile security definer set search_path to ''
as $$
  insert into tenancy.begun_days as d (tenant_id, time_zone, day)
  select t.id, zone.name, (pg_catalog.now() at time zone zone.name)::date
  from tenancy.tenants as t
  cross join lateral (
    select t.time_zone as name
    union
    select f.time_zone from tenancy.begun_days as f where f.tenant_id = t.id
  ) as zone
  where t.status = 'active' and not t.sandbox
  on conflict on constraint begun_days_pkey do update
  set day = excluded.day
  where d.day < excluded.day
  returning *
$$;
comment on function tenancy.begin_days is
  'The days that have come to live tenants since this was asked last.';
