create or replace function tenancy.tg_legal_entities__follow_days()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform tenancy.follow_days(array[new.time_zone]);
  return null;
end $$;
comment on function tenancy.tg_legal_entities__follow_days is
  'Has the day begun where legal entities sell, too.';
