create or replace function customers.accounts_descendants(account customers.accounts)
  returns setof customers.accounts
  language sql stable parallel safe rows 20
begin atomic
  select a.*
  from customers.accounts as a
  where a.tenant_id = (account).tenant_id
    and a.id = any (array(select customers.subtree_ids((account).id)))
    and a.id <> (account).id
  order by a.depth, a.account_name, a.id;
end;
comment on function customers.accounts_descendants is
  'All accounts below, level by level, by name.';
grant execute on function customers.accounts_descendants to tenor_viewer;
