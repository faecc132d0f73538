create or replace function tenancy.note_duty_failures(
  duty text, object_type text, object_ids uuid[], failures kernel.failure[]
)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  insert into tenancy.duty_failures as f (duty, object_type, object_id, code, message, sqlstate,
    error_id)
  select note_duty_failures.duty, note_duty_failures.object_type, n.object_id, n.code,
    left(n.message, 1000), n.sqlstate, n.error_id
  from unnest(object_ids, failures) as n (object_id, code, message, sqlstate, error_id)
  order by n.object_id
  on conflict (tenant_id, duty, object_id) where status = 'open' do update
  set code = excluded.code, message = excluded.message, sqlstate = excluded.sqlstate,
    error_id = excluded.error_id, attempts = f.attempts + 1, failed_at = excluded.failed_at
$$;
comment on function tenancy.note_duty_failures is
  'Writes down what a duty could not do, and why.';
