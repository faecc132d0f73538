-- Two requests with one key meet at the unique row: the second waits until the first is decided.
create or replace function events.claim_idempotency_key(
  key text, route text, body_hash text, role text
)
  returns events.idempotent_answer
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_column
declare
  v_caller uuid := tenancy.caller_id();
  v_subject text := coalesce(current_setting('tenor.subject', true), '');
  v_kept events.idempotency_keys;
begin
  delete from events.idempotency_keys as k
  where k.tenant_id = v_caller and k.subject = v_subject
    and k.key = claim_idempotency_key.key and k.created_at < now() - interval '24 hours';

  insert into events.idempotency_keys (tenant_id, subject, key, route, body_hash, role)
  values (v_caller, v_subject, claim_idempotency_key.key, claim_idempotency_key.route,
    claim_idempotency_key.body_hash, claim_idempotency_key.role)
  on conflict (tenant_id, subject, key) do nothing;
  if found then
    return ('new', null, null, null)::events.idempotent_answer;
  end if;

  select * into v_kept from events.idempotency_keys as k
  where k.tenant_id = v_caller and k.subject = v_subject and k.key = claim_idempotency_key.key;
  if v_kept.route = claim_idempotency_key.route
    and v_kept.body_hash = claim_idempotency_key.body_hash
    and v_kept.status is not null then
    return ('replay', v_kept.status, v_kept.body, v_kept.role)::events.idempotent_answer;
  end if;
  return ('conflict', null, null, null)::events.idempotent_answer;
end $$;
comment on function events.claim_idempotency_key is
  'Claims a key for this request, or answers what was answered before.';
grant execute on function events.claim_idempotency_key to tenor_edge;
