-- A parent pays for its subsidiaries, and a subsidiary may pay for its parent. Sisters do not.
create or replace function payments.line_ids(account_id uuid)
  returns uuid[]
  language sql stable security invoker set search_path to ''
as $$
  select array(
    select unnest(a.path)
    from customers.accounts as a
    where a.tenant_id = (select tenancy.current_tenant_id()) and a.id = line_ids.account_id
    union
    select customers.subtree_ids(line_ids.account_id))
$$;
comment on function payments.line_ids is
  'Accounts whose invoices an account may pay: its own, those above and those below.';
