-- The days of all time zones: where the day begins first it is up to 14 hours ahead of UTC. The
-- index finds candidates by that; each account's own day decides.
create or replace function billing.bill_due()
  returns jsonb
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_now timestamptz := tenancy.now();
  v_events events.new_event[];
begin
  with due as (
    select s.contract_id
    from billing.billing_schedules as s
    join sales.contracts as c on c.tenant_id = s.tenant_id and c.id = s.contract_id
    join customers.accounts as a on a.tenant_id = c.tenant_id and a.id = c.account_id
    cross join lateral customers.settings_of(a) as settings
    where s.tenant_id = v_tenant_id
      and s.next_bill_on <= (v_now at time zone 'Etc/GMT-14')::date
      and s.next_bill_on <= (v_now at time zone settings.time_zone)::date
  )
  select array_agg(('invoice.created', 'invoice', i.id, to_jsonb(i), null)::events.new_event
    order by i.issue_date, i.invoice_number)
  into v_events
  from billing.bill_contracts(array(select contract_id from due)) as i;

  perform events.publish_many(v_events);
  return jsonb_build_object('invoices_created', coalesce(cardinality(v_events), 0));
end $$;
comment on function billing.bill_due is 'Bills everything due on each account''s today.';
select tenancy.register_duty('billing', 100, 'billing.bill_due');
