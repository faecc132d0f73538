-- Everything due now, duty by duty. Each duty is idempotent, so that two calls at once, or a call
-- after a crash, do nothing twice.
create or replace function tenancy.perform_duties()
  returns jsonb
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_duty tenancy.duties;
  v_done jsonb;
  v_work jsonb := '{}';
begin
  for v_duty in select * from tenancy.duties order by "position", name loop
    execute format('select %s()', v_duty.routine) into v_done;
    v_work := tenancy.add_counters(v_work, v_done);
  end loop;
  return v_work;
end $$;
comment on function tenancy.perform_duties is
  'Does the tenant''s work that is due by its clock; answers with counters.';
grant execute on function tenancy.perform_duties to tenor_worker;
