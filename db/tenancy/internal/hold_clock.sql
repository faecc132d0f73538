-- The day's work of a sandbox, all of it in one transaction, takes what any act may hold. So an act
-- holds the clock before it locks anything else: it waits until a move is over, sees one day from
-- its begin to its end, and no move waits for it in a circle. A live tenant's clock nobody moves.
create or replace function tenancy.hold_clock()
  returns void
  language sql volatile security definer set search_path to ''
as $$
  select from tenancy.tenants as t
  where t.id = (select tenancy.current_tenant_id()) and t.sandbox
  for share
$$;
comment on function tenancy.hold_clock is
  'Keeps a sandbox''s clock where it is until the transaction ends; first of what an act locks.';
