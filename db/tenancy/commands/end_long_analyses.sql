-- What a login may set of itself (statement_timeout, work_mem) bounds nothing: whoever keeps a
-- transaction open for longer than this is ended from outside. Only logins of analysts, whom no
-- other part of the house runs as.
create or replace function tenancy.end_long_analyses(longest interval default '2 minutes')
  returns int
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if not tenancy.is_operator() then
    perform kernel.fail('FORBD', 'Only the platform ends sessions.');
  end if;
  return (
    select count(*) filter (where pg_terminate_backend(s.pid))
    from pg_stat_activity as s
    join pg_roles as r on r.oid = s.usesysid and r.rolcanlogin and not r.rolsuper
    where s.datname = current_database() and pg_has_role(r.oid, 'tenor_analyst', 'member')
      and s.xact_start < kernel.real_time() - longest);
end $$;
comment on function tenancy.end_long_analyses is
  'Ends sessions of analysts whose transaction is open for too long; how many.';
grant execute on function tenancy.end_long_analyses to tenor_worker;
