create or replace function events.forget_answers()
  returns jsonb
  language sql volatile security definer set search_path to ''
as $$
  with forgotten as (
    delete from events.idempotency_keys as k
    where k.tenant_id = (select tenancy.caller_id()) and k.created_at < now() - interval '24 hours'
    returning 1
  )
  select jsonb_build_object('answers_forgotten', count(*)) from forgotten
$$;
comment on function events.forget_answers is 'Deletes answers older than 24 hours.';
select tenancy.register_duty('forget answers', 900, 'events.forget_answers');
