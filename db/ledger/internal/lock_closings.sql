create or replace function ledger.lock_closings()
  returns void
  language sql volatile security invoker set search_path to ''
as $$
  select pg_advisory_xact_lock(
    hashtextextended('ledger.closings:' || tenancy.current_tenant_id(), 0))
$$;
comment on function ledger.lock_closings is
  'Waits until nobody books in the tenant, and holds the books for closing.';
