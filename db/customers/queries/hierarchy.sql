-- Walks by the index on the parent: row level security hides nothing of a path, but an index on
-- the path itself could not be used under it.
create or replace function customers.hierarchy(account_id uuid)
  returns setof customers.hierarchy_node
  language sql stable parallel safe rows 20
begin atomic
  with recursive subtree (tenant_id, id, parent_account_id, account_name, depth, names, ids) as (
    select a.tenant_id, a.id, a.parent_account_id, a.account_name, a.depth,
      array[a.account_name], array[a.id]
    from customers.accounts as a
    where a.tenant_id = (select tenancy.current_tenant_id())
      and a.id = hierarchy.account_id and a.deleted_at is null
    union all
    select a.tenant_id, a.id, a.parent_account_id, a.account_name, a.depth,
      subtree.names || a.account_name, subtree.ids || a.id
    from subtree
    join customers.accounts as a
      on a.tenant_id = subtree.tenant_id and a.parent_account_id = subtree.id
    where a.deleted_at is null
  )
  select s.id, s.parent_account_id, s.account_name, s.depth, s.names
  from subtree as s
  order by s.names, s.ids;
end;
comment on function customers.hierarchy is
  'An account and all below it, each parent before its subsidiaries, by name; empty if unknown.';
grant execute on function customers.hierarchy to tenor_viewer, tenor_analyst;
