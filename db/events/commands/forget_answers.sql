create or replace function events.forget_answers(tenant_ids uuid[])
  returns jsonb
  language sql volatile security definer set search_path to ''
as $$
  with forgotten as (
    delete from events.idempotency_keys as k
    where k.tenant_id = (select tenancy.caller_id()) and k.tenant_id = any (tenant_ids)
      and k.created_at < now() - interval '24 hours'
    returning 1
  )
  select jsonb_build_object('answers_forgotten', count(*)) from forgotten
$$;
comment on function events.forget_answers is 'Deletes answers older than 24 hours.';
select tenancy.register_duty('forget answers', 900, 'events.forget_answers', 'events.old_answers',
  'tenant');
