create or replace function sales.raise_renewal_alerts(contract_ids uuid[])
  returns jsonb
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_alerts sales.renewal_alerts[];
  v_email_ids uuid[];
begin
  with raised as (
    insert into sales.renewal_alerts (tenant_id, contract_id, days_before, renews_on)
    select v_tenant_id, due.contract_id, due.days, due.renews_on
    from sales.alerts_due(contract_ids) as due
    on conflict on constraint renewal_alerts_once_key do nothing
    returning *
  )
  select array_agg(r order by r.renews_on, r.days_before) into v_alerts from raised as r;

  with prepared as (
    insert into events.emails (tenant_id, kind, object_type, object_id, to_addresses)
    select v_tenant_id, 'renewal_alert', 'renewal_alert', r.id, recipients.addresses
    from unnest(v_alerts) as r
    join sales.contracts as c on c.tenant_id = v_tenant_id and c.id = r.contract_id
    join customers.accounts as a on a.tenant_id = v_tenant_id and a.id = c.account_id
    cross join lateral customers.recipients_of(a, 'renewals') as recipients
    where recipients.addresses is not null
    returning id
  )
  select array_agg(p.id) into v_email_ids from prepared as p;
  perform events.enqueue_many(array(
    select ('sales/mail_renewal_alert', jsonb_build_object('email_id', mail.id), null, null, null,
      null)::events.new_job
    from unnest(v_email_ids) as mail (id)));
  perform events.publish_many(array(
    select ('contract.renewal_due', 'contract', c.id, to_jsonb(c) || jsonb_build_object(
      'days_before', r.days_before, 'renews_on', r.renews_on), null)::events.new_event
    from unnest(v_alerts) as r
    join sales.contracts as c on c.tenant_id = v_tenant_id and c.id = r.contract_id
    order by r.renews_on, r.days_before));
  return jsonb_build_object('renewal_alerts', coalesce(cardinality(v_alerts), 0));
end $$;
comment on function sales.raise_renewal_alerts is
  'Gives the renewal alerts that are due: 90, 60, 30 days and the notice days before the end.';
select tenancy.register_duty('renewal alerts', 300, 'sales.raise_renewal_alerts',
  'sales.contracts_to_alert', 'contract', follows_accounts => true);
