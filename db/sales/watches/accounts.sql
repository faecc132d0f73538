-- An account with a running contract is not deleted, nor one that bears a part of a running one.
create or replace function sales.tg_accounts__keep_with_contracts()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if exists (
    select from sales.contracts as c
    where c.tenant_id = new.tenant_id and c.account_id = new.id and c.status in ('draft', 'active')
  ) then
    perform kernel.fail('CNFLT', 'The account has contracts that have not ended.', 'account_id');
  elsif exists (
    select from sales.contract_shares as s
    join sales.contracts as c on c.tenant_id = s.tenant_id and c.id = s.contract_id
    where s.tenant_id = new.tenant_id and s.account_id = new.id and c.status in ('draft', 'active')
  ) then
    perform kernel.fail('CNFLT', 'The account is covered by contracts that have not ended.',
      'account_id');
  end if;
  return null;
end $$;
comment on function sales.tg_accounts__keep_with_contracts is
  'Refuses to delete an account that has running contracts or bears a part of them.';

create or replace trigger _300_keep_with_contracts after update of deleted_at on customers.accounts
  for each row when (old.deleted_at is null and new.deleted_at is not null)
  execute function sales.tg_accounts__keep_with_contracts();
