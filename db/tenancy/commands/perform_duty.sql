-- Each duty is idempotent. One row that fails keeps no other from being done: what fails is cut in
-- halves, down to the row, which is noted. What may pass is raised, to be tried again.
create or replace function tenancy.perform_duty(duty text, object_ids uuid[])
  returns jsonb
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_duty tenancy.duties := tenancy.find_duty(duty);
  v_half int := cardinality(object_ids) / 2;
  v_work jsonb;
  v_sqlstate text;
  v_message text;
  v_schema text;
  v_constraint text;
begin
  begin
    execute format('select %s($1)', v_duty.routine) into v_work using object_ids;
    perform tenancy.resolve_duty_failures(v_duty.name, object_ids);
    return v_work;
  exception when others then
    get stacked diagnostics v_sqlstate = returned_sqlstate, v_message = message_text,
      v_schema = schema_name, v_constraint = constraint_name;
    if kernel.is_passing(v_sqlstate) or object_ids = '{}' then
      raise;
    elsif v_half = 0 then
      perform tenancy.note_duty_failures(v_duty.name, v_duty.object_type, object_ids,
        array[kernel.failure_of(v_sqlstate, v_message, v_schema, v_constraint)]);
      return '{}';
    end if;
  end;
  return tenancy.add_counters(
    tenancy.perform_duty(duty, object_ids[:v_half]),
    tenancy.perform_duty(duty, object_ids[v_half + 1:]));
end $$;
comment on function tenancy.perform_duty is
  E'@behavior -*\nDoes what a duty has to do, notes what cannot be done; answers with counters.';
grant execute on function tenancy.perform_duty to tenor_worker;
