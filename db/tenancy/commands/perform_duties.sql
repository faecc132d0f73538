-- Everything due now, duty by duty. Two calls at once, or a call after a crash, do nothing twice.
create or replace function tenancy.perform_duties()
  returns jsonb
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_duty text;
  v_ids uuid[];
  v_work jsonb := '{}';
begin
  for v_duty in select d.name from tenancy.duties as d order by d."position", d.name loop
    for v_ids in select ids from tenancy.begin_duty(v_duty) as ids loop
      v_work := tenancy.add_counters(v_work, tenancy.perform_duty(v_duty, v_ids));
    end loop;
  end loop;
  return v_work;
end $$;
comment on function tenancy.perform_duties is
  'Does the tenant''s work that is due by its clock; answers with counters.';
grant execute on function tenancy.perform_duties to tenor_worker;
