-- By real time, which rises with the ids, also in a sandbox: what is kept is kept on a real disk
-- for a real law. So many of each kind at once, oldest first; who calls comes again for the rest.
-- A job that waits or runs is not over, however old.
create or replace function events.forget(at_most int)
  returns int
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_kept tenancy.tenants := (
    select t from tenancy.tenants as t where t.id = tenancy.current_tenant_id());
  v_events uuid := uuidv7(make_interval(days => -v_kept.events_kept_days));
  v_jobs uuid := uuidv7(make_interval(days => -v_kept.jobs_kept_days));
  v_mail uuid := uuidv7(make_interval(days => -v_kept.mail_kept_days));
  v_forgotten int;
begin
  with old_events as (
    delete from events.events as e
    where e.tenant_id = v_tenant_id and e.id = any (array(
      select old.id from events.events as old
      where old.tenant_id = v_tenant_id and old.id < v_events
      order by old.id limit at_most))
    returning 1
  ),
  old_jobs as (
    delete from events.jobs as j
    where j.tenant_id = v_tenant_id and j.id = any (array(
      select old.id from events.jobs as old
      where old.tenant_id = v_tenant_id and old.id < v_jobs
        and old.status in ('completed', 'failed')
      order by old.id limit at_most))
    returning 1
  ),
  old_mail as (
    delete from events.emails as m
    where m.tenant_id = v_tenant_id and m.id = any (array(
      select old.id from events.emails as old
      where old.tenant_id = v_tenant_id and old.id < v_mail and old.status <> 'queued'
      order by old.id limit at_most))
    returning 1
  )
  select (select count(*) from old_events) + (select count(*) from old_jobs)
    + (select count(*) from old_mail)
  into v_forgotten;
  return v_forgotten;
end $$;
comment on function events.forget is
  'Deletes events, jobs and mail that the tenant keeps no longer; how many, none when all is done.';
grant execute on function events.forget to tenor_worker;
