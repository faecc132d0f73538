create or replace function webhooks.forget_deliveries(delivery_ids uuid[])
  returns jsonb
  language sql volatile security definer set search_path to ''
as $$
  with forgotten as (
    delete from webhooks.deliveries as d
    using webhooks.old_deliveries(delivery_ids) as old (id)
    where d.tenant_id = (select tenancy.current_tenant_id()) and d.id = old.id
    returning 1
  )
  select jsonb_build_object('deliveries_forgotten', count(*)) from forgotten
$$;
comment on function webhooks.forget_deliveries is
  'Deletes those of deliveries that ended, as many days after they were made as the tenant keeps '
  'them.';
select tenancy.register_duty('forget webhooks', 920, 'webhooks.forget_deliveries',
  'webhooks.old_deliveries', 'webhook_delivery');
