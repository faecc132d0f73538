-- By what is due, not by what was done: what a person did meanwhile, or undid, is resolved too.
create or replace function tenancy.resolve_duty_failures(duty text, object_ids uuid[] default null)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_column
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_open uuid[] := array(
    select f.object_id from tenancy.duty_failures as f
    where f.tenant_id = tenancy.current_tenant_id() and f.status = 'open'
      and f.duty = resolve_duty_failures.duty
      and (object_ids is null or f.object_id = any (object_ids)));
begin
  if v_open <> '{}' then
    update tenancy.duty_failures as f
    set status = 'resolved', resolved_at = tenancy.now()
    where f.tenant_id = v_tenant_id and f.status = 'open'
      and f.duty = resolve_duty_failures.duty
      and f.object_id in (
        select unnest(v_open)
        except
        select tenancy.due_of(tenancy.find_duty(resolve_duty_failures.duty), v_open));
  end if;
end $$;
comment on function tenancy.resolve_duty_failures is
  'Resolves the failures of a duty whose object is no longer due.';
