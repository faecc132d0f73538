-- Set-based, for billing runs that find many accounts over their limit. Ordered, so that two runs
-- lock them in one order.
create or replace function customers.hold_accounts(account_ids uuid[], reason text)
  returns int
  language sql volatile security invoker set search_path to ''
as $$
  with free as (
    select a.tenant_id, a.id
    from customers.accounts as a
    where a.tenant_id = (select tenancy.current_tenant_id())
      and a.id = any (account_ids) and not a.credit_hold and a.deleted_at is null
    order by a.id
    for no key update
  ),
  held as (
    update customers.accounts as a
    set credit_hold = true, held_at = (select tenancy.now()),
      held_by = nullif(current_setting('tenor.subject', true), ''), hold_reason = reason,
      released_at = null, released_by = null, release_reason = null
    from free
    where a.tenant_id = free.tenant_id and a.id = free.id
    returning 1
  )
  select count(*)::int from held
$$;
comment on function customers.hold_accounts is
  'Puts accounts on hold; those on hold already stay as they are. Answers how many.';
