-- 90, 60 and 30 days before the end, where the account is, and as many as the contract's own
-- notice: each once. A contract that was entered later than that gets no alert for days already
-- past, and one that is renewed already gets none.
create or replace function sales.raise_renewal_alerts()
  returns jsonb
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_now timestamptz := tenancy.now();
  v_alerts sales.renewal_alerts[];
begin
  with due as (
    select c.id as contract_id, d.days, c.end_date + 1 as renews_on
    from sales.contracts as c
    join customers.accounts as a on a.tenant_id = c.tenant_id and a.id = c.account_id
    cross join lateral customers.settings_of(a) as settings
    cross join lateral (select (v_now at time zone settings.time_zone)::date) as local (today)
    cross join lateral (
      select distinct days from unnest(array[90, 60, 30, c.renewal_notice_days]) as days
      where days > 0
    ) as d
    where c.tenant_id = v_tenant_id
      and c.status = 'active'
      and c.cancelled_on is null
      -- By the index: the day begins up to 14 hours ahead of UTC.
      and c.end_date < (v_now at time zone 'Etc/GMT-14')::date + 365
      and c.end_date >= local.today
      and c.end_date + 1 - d.days <= local.today
      and c.end_date + 1 - d.days >= (c.activated_at at time zone settings.time_zone)::date
      and not exists (
        select from sales.contracts as next
        where next.tenant_id = c.tenant_id and next.predecessor_contract_id = c.id)
  ),
  raised as (
    insert into sales.renewal_alerts (tenant_id, contract_id, days_before, renews_on)
    select v_tenant_id, due.contract_id, due.days, due.renews_on
    from due
    on conflict on constraint renewal_alerts_once_key do nothing
    returning *
  )
  select array_agg(r order by r.renews_on, r.days_before) into v_alerts from raised as r;

  insert into events.emails (tenant_id, kind, object_type, object_id, to_addresses)
  select v_tenant_id, 'renewal_alert', 'renewal_alert', r.id, array[recipient.address]
  from unnest(v_alerts) as r
  join sales.contracts as c on c.tenant_id = v_tenant_id and c.id = r.contract_id
  join customers.accounts as a on a.tenant_id = v_tenant_id and a.id = c.account_id
  cross join lateral (select customers.accounts_billing_email(a)) as recipient (address)
  where recipient.address is not null;
  perform events.enqueue_many(array(
    select ('sales/mail_renewal_alert', jsonb_build_object('alert_id', r.id), null, null, null,
      null)::events.new_job
    from unnest(v_alerts) as r));
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
select tenancy.register_duty('renewal alerts', 300, 'sales.raise_renewal_alerts');
