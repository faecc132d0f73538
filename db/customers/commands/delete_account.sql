-- Nothing is lost: old invoices still name it. Its external id is free again.
create or replace function customers.delete_account(account_id uuid)
  returns customers.accounts
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_account customers.accounts;
begin
  perform customers.lock_hierarchy();
  v_account := customers.find_account(account_id);
  if exists (
    select from customers.accounts as a
    where a.tenant_id = v_account.tenant_id and a.parent_account_id = v_account.id
      and a.deleted_at is null
  ) then
    perform kernel.fail('CNFLT', 'The account has subsidiaries; move or delete them first.',
      'account_id');
  end if;

  update customers.accounts as a
  set deleted_at = tenancy.now(), status = 'closed', external_id = null
  where a.tenant_id = v_account.tenant_id and a.id = v_account.id
  returning * into v_account;
  return v_account;
end $$;
comment on function customers.delete_account is
  'Deletes an account without subsidiaries: it is found no more, its history stays.';
grant execute on function customers.delete_account to tenor_sales, tenor_finance;
