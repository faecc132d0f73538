-- A foreign key would accept a deleted account.
create or replace function customers.tg__belongs_to_account()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform customers.find_account(new.account_id);
  return new;
end $$;
comment on function customers.tg__belongs_to_account is 'Refuses what belongs to no live account.';
