-- Walks up instead of reading the stored path, which is stale in the middle of a statement that
-- moves several accounts.
create or replace function customers.line_of(account_id uuid)
  returns uuid[]
  language sql stable security invoker set search_path to ''
as $$
  with recursive line (tenant_id, parent_account_id, path) as (
    select a.tenant_id, a.parent_account_id, array[a.id]
    from customers.accounts as a
    where a.tenant_id = (select tenancy.current_tenant_id())
      and a.id = line_of.account_id and a.deleted_at is null
    union all
    select a.tenant_id, a.parent_account_id, a.id || line.path
    from line
    join customers.accounts as a
      on a.tenant_id = line.tenant_id and a.id = line.parent_account_id
  )
  select line.path from line where line.parent_account_id is null
$$;
comment on function customers.line_of is 'Ids from the root down to the account; null if unknown.';
