create or replace function events.keep_idempotent_answer(key text, status int, body text)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  update events.idempotency_keys as k
  set status = keep_idempotent_answer.status, body = keep_idempotent_answer.body
  where k.tenant_id = (select tenancy.caller_id())
    and k.subject = coalesce(current_setting('tenor.subject', true), '')
    and k.key = keep_idempotent_answer.key
$$;
comment on function events.keep_idempotent_answer is 'Keeps the answer to a claimed key.';
grant execute on function events.keep_idempotent_answer to tenor_edge;
