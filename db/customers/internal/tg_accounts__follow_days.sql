create or replace function customers.tg_accounts__follow_days()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform tenancy.follow_days(array(select distinct n.time_zone from new_rows as n));
  return null;
end $$;
comment on function customers.tg_accounts__follow_days is
  'Has the day begun where accounts are, too.';
