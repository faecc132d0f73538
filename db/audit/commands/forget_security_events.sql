-- By real time, as the ids rise: what is kept of access is kept for a real law. The platform's own,
-- and those of callers who are nobody, have no tenant to say how long: two years. So many at once,
-- oldest first; who calls comes again for the rest.
create or replace function audit.forget_security_events(at_most int)
  returns int
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_kept_days int := 730;
  v_forgotten int;
begin
  if not tenancy.is_operator() then
    v_kept_days := (select t.security_events_kept_days from tenancy.tenants as t
      where t.id = tenancy.current_tenant_id());
  end if;
  delete from audit.security_events as e
  where e.tenant_id = tenancy.caller_id() and e.id = any (array(
    select old.id from audit.security_events as old
    where old.tenant_id = tenancy.caller_id()
      and old.id < uuidv7(make_interval(days => -v_kept_days))
    order by old.id limit at_most));
  get diagnostics v_forgotten = row_count;
  return v_forgotten;
end $$;
comment on function audit.forget_security_events is
  'Deletes security events that the caller keeps no longer; how many, none when all is done.';
grant execute on function audit.forget_security_events to tenor_worker;
