-- Unknown ids, other tenants' and deleted accounts are answered alike.
create or replace function customers.find_account(
  account_id uuid, pointer text default 'account_id'
)
  returns customers.accounts
  language plpgsql stable security invoker set search_path to ''
as $$
declare
  v_account customers.accounts;
begin
  select * into v_account
  from customers.accounts as a
  where a.tenant_id = tenancy.current_tenant_id()
    and a.id = find_account.account_id and a.deleted_at is null;
  if not found then
    perform kernel.fail('NOTFD', 'No account has this id.', pointer);
  end if;
  return v_account;
end $$;
comment on function customers.find_account is 'The account with this id, or NOTFD.';
