-- Who moves takes everybody below along, in one statement.
create or replace function customers.tg_accounts__carry_subtree()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  with recursive moved (tenant_id, id, path) as (
    select new.tenant_id, new.id, new.path
    union all
    select a.tenant_id, a.id, moved.path || a.id
    from moved
    join customers.accounts as a
      on a.tenant_id = moved.tenant_id and a.parent_account_id = moved.id
  )
  update customers.accounts as a
  set path = moved.path
  from moved
  where a.tenant_id = moved.tenant_id and a.id = moved.id and a.path <> moved.path;
  return null;
end $$;
comment on function customers.tg_accounts__carry_subtree is 'Moves the subtree of a moved account.';
