-- Who may come in. Roles belong to the cluster, not to a database, so they stand beside the
-- migrations. Run by `npm run migrate` as the database's owner or a superuser; safe to repeat.
do $$
declare
  v_role text;
begin
  -- Two databases of one cluster may be migrated at once; roles are shared between them.
  perform pg_advisory_xact_lock(7305530);
  foreach v_role in array array[
    'tenor_owner', 'tenor_tenant', 'tenor_viewer', 'tenor_sales', 'tenor_finance',
    'tenor_cashier', 'tenor_tax', 'tenor_approver', 'tenor_auditor', 'tenor_admin',
    'tenor_operator', 'tenor_worker', 'tenor_analyst', 'tenor_api', 'tenor_edge', 'tenor_queue', 'tenor_trusted'
  ] loop
    if not exists (select from pg_roles where rolname = v_role) then
      execute format('create role %I nologin', v_role);
    end if;
  end loop;
  -- One login for each kind of process; none is a superuser, owns or inherits anything.
  foreach v_role in array array['tenor_gateway', 'tenor_runner', 'tenor_migrator'] loop
    if not exists (select from pg_roles where rolname = v_role) then
      execute format('create role %I login noinherit', v_role);
    end if;
  end loop;
  -- Builds materialized views, which cannot have row level security themselves.
  if not exists (select from pg_roles where rolname = 'tenor_builder') then
    create role tenor_builder nologin bypassrls;
  end if;

  comment on role tenor_owner is 'Owns every object. Never logs in, bound by forced RLS.';
  comment on role tenor_tenant is 'Whoever acts inside a tenant. Named by tenant_isolation.';
  comment on role tenor_trusted is 'Logins whose word is taken for the tenant: API and worker.';
  comment on role tenor_gateway is 'The login of the API: becomes people, the operator, the edge.';
  comment on role tenor_runner is 'The login of the worker: becomes worker and queue.';
  comment on role tenor_migrator is 'The login of migrations: becomes the owner and the builder.';
  comment on role tenor_edge is 'What the API does of its own: answers kept, security noted.';
  comment on role tenor_queue is 'Takes jobs and tells how they ended; no tenant''s row.';
  comment on role tenor_api is 'What the API may show: read once, when the schema is built.';

  -- Inside a tenant.
  grant tenor_tenant to tenor_owner, tenor_viewer, tenor_worker, tenor_edge, tenor_analyst;
  -- Each may what the one before may.
  grant tenor_viewer to tenor_sales, tenor_cashier, tenor_tax, tenor_approver, tenor_auditor;
  grant tenor_cashier, tenor_tax to tenor_finance;
  grant tenor_sales, tenor_finance, tenor_approver, tenor_auditor to tenor_admin;
  grant tenor_admin, tenor_operator to tenor_api;
  grant tenor_trusted to tenor_gateway, tenor_runner with inherit false, set false;
  grant tenor_viewer, tenor_sales, tenor_finance, tenor_cashier, tenor_tax, tenor_approver,
    tenor_auditor, tenor_admin, tenor_operator, tenor_edge, tenor_api to tenor_gateway with inherit false, set true;
  grant tenor_worker, tenor_queue to tenor_runner with inherit false, set true;
  grant tenor_owner, tenor_builder to tenor_migrator with inherit false, set true;
  -- So that migrations create objects as their owner.
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant tenor_owner, tenor_builder to %I with inherit false, set true',
      current_user);
  end if;
end $$;

do $$
begin
  execute format('revoke all on database %I from public', current_database());
  execute format('grant create, temp on database %I to tenor_owner', current_database());
  -- A concurrent refresh builds a temporary table as the view's owner.
  execute format('grant temp on database %I to tenor_builder', current_database());
  execute format('grant connect on database %I to tenor_gateway, tenor_runner, tenor_migrator, '
    'tenor_analyst', current_database());
end $$;
revoke all on schema public from public;
grant usage on schema public to tenor_owner, tenor_tenant, tenor_operator;

create extension if not exists btree_gist schema public;

alter default privileges revoke execute on functions from public;
-- As the role itself: an owner who is no superuser may become it, and has no rights in it.
set role tenor_owner;
alter default privileges revoke execute on functions from public;
reset role;

-- Analysts log in. What PUBLIC may run by default and they do not need is taken away, and given
-- back to the one who does.
do $$
declare
  v_function text;
begin
  if not (select rolsuper from pg_roles where rolname = current_user) then
    raise warning 'The catalogue stays open to PUBLIC: only a superuser may close it.';
    return;
  end if;
  -- So that statements of analysts are ended from outside (tenancy.end_long_analyses).
  grant pg_signal_backend, pg_read_all_stats to tenor_owner;
  for v_function in
    select oid::regprocedure::text
    from pg_proc
    where pronamespace = 'pg_catalog'::regnamespace
      and (proname ~ '^pg_(try_)?advisory_' or proname ~ '^lo_' or proname in (
        'pg_notify', 'pg_export_snapshot', 'pg_logical_emit_message', 'pg_cancel_backend',
        'pg_terminate_backend'))
  loop
    execute format('revoke execute on function pg_catalog.%s from public', v_function);
    execute format('grant execute on function pg_catalog.%s to tenor_owner', v_function);
    -- The queue tells of new jobs, and a worker holds a lock for as long as it lives.
    if v_function ~ '^pg_(try_)?advisory_|^pg_notify' then
      execute format('grant execute on function pg_catalog.%s to tenor_queue', v_function);
    end if;
  end loop;
end $$;
