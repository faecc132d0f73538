-- Ids rise with time, so the key itself finds the old ones.
create or replace function webhooks.forget_deliveries()
  returns jsonb
  language sql volatile security definer set search_path to ''
as $$
  with forgotten as (
    delete from webhooks.deliveries as d
    where d.tenant_id = (select tenancy.current_tenant_id())
      and d.id < (
        select uuidv7(make_interval(days => -t.deliveries_kept_days))
        from tenancy.tenants as t where t.id = tenancy.current_tenant_id())
      and d.status <> 'pending'
    returning 1
  )
  select jsonb_build_object('deliveries_forgotten', count(*)) from forgotten
$$;
comment on function webhooks.forget_deliveries is
  'Deletes deliveries that ended, as many days after they were made as the tenant keeps them.';
select tenancy.register_duty('forget webhooks', 920, 'webhooks.forget_deliveries');
