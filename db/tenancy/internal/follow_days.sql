create or replace function tenancy.follow_days(time_zones text[])
  returns void
  language sql volatile security definer set search_path to ''
as $$
  insert into tenancy.begun_days (time_zone, day)
  select distinct zone, tenancy.today(zone) from unnest(time_zones) as zone
  where zone is not null
  order by zone
  on conflict on constraint begun_days_pkey do nothing
$$;
comment on function tenancy.follow_days is
  'Has the days of accounts in these time zones begun when they come.';
