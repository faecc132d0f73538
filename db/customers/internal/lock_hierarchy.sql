-- Moves and deletions of a tenant's accounts happen one after the other; creations happen beside
-- each other but not beside those. Taken before any row is locked, and in a statement of its own,
-- so that what follows sees what the one before has committed.
create or replace function customers.lock_hierarchy(
  tenant_id uuid default tenancy.current_tenant_id(), shared boolean default false
)
  returns void
  language plpgsql volatile security invoker set search_path to ''
as $$
declare
  v_key bigint := hashtextextended('customers.hierarchy:' || tenant_id, 0);
begin
  perform tenancy.hold_clock();
  if shared then
    perform pg_advisory_xact_lock_shared(v_key);
  else
    perform pg_advisory_xact_lock(v_key);
  end if;
end $$;
comment on function customers.lock_hierarchy is
  'Nobody else changes the shape of the hierarchy until the transaction ends.';
