create or replace function customers.accounts_ancestors(account customers.accounts)
  returns setof customers.accounts
  language sql stable parallel safe rows 4
begin atomic
  select a.*
  from customers.accounts as a
  where a.tenant_id = (account).tenant_id
    and a.id = any ((account).path) and a.id <> (account).id
  order by a.depth;
end;
comment on function customers.accounts_ancestors is 'The accounts above, the root first.';
grant execute on function customers.accounts_ancestors to tenor_viewer;
