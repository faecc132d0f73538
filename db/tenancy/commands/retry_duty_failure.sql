create or replace function tenancy.retry_duty_failure(id uuid)
  returns tenancy.duty_failures
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_column
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_failure tenancy.duty_failures;
  v_duty tenancy.duties;
begin
  select * into v_failure from tenancy.duty_failures as f
  where f.tenant_id = v_tenant_id and f.id = retry_duty_failure.id
  for update;
  if not found then
    perform kernel.fail('NOTFD', 'No failure of a duty has this id.', 'id');
  elsif v_failure.status <> 'open' then
    perform kernel.fail('TRANS', 'It is resolved already.', 'id');
  end if;
  v_duty := tenancy.find_duty(v_failure.duty);
  perform tenancy.perform_duty(v_duty.name, array[v_failure.object_id])
  from tenancy.due_of(v_duty, array[v_failure.object_id]);
  perform tenancy.resolve_duty_failures(v_duty.name, array[v_failure.object_id]);
  select * into v_failure from tenancy.duty_failures as f
  where f.tenant_id = v_tenant_id and f.id = v_failure.id;
  return v_failure;
end $$;
comment on function tenancy.retry_duty_failure is
  'Tries again at once what a duty could not do; answers with the failure, resolved if it was done '
  'or is no longer due. Codes: not_found, illegal_transition.';
grant execute on function tenancy.retry_duty_failure to tenor_finance, tenor_admin;
