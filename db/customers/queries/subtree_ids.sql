create or replace function customers.subtree_ids(account_id uuid)
  returns setof uuid
  language sql stable parallel safe rows 20
begin atomic
  with recursive subtree (tenant_id, id) as (
    select a.tenant_id, a.id
    from customers.accounts as a
    where a.tenant_id = (select tenancy.current_tenant_id())
      and a.id = subtree_ids.account_id and a.deleted_at is null
    union all
    select a.tenant_id, a.id
    from subtree
    join customers.accounts as a
      on a.tenant_id = subtree.tenant_id and a.parent_account_id = subtree.id
    where a.deleted_at is null
  )
  select subtree.id from subtree;
end;
comment on function customers.subtree_ids is
  E'@behavior -*\nIds of an account and of all accounts below it.';
grant execute on function customers.subtree_ids to tenor_viewer, tenor_analyst;
