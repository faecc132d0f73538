create or replace function customers.tg_accounts__lock_hierarchy()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform customers.lock_hierarchy();
  return null;
end $$;
comment on function customers.tg_accounts__lock_hierarchy is 'One move of accounts at a time.';
