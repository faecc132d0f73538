create or replace function customers.tg_accounts__refuse_depth()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform kernel.fail('DEPTH', 'The hierarchy has at most 5 levels.', 'parent_account_id');
  return null;
end $$;
comment on function customers.tg_accounts__refuse_depth is 'Refuses a sixth level.';
