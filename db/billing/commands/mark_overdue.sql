-- On the day after the due date where the account is. Days begin up to 14 hours ahead of UTC.
create or replace function billing.mark_overdue()
  returns jsonb
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_latest date := tenancy.today('Etc/GMT-14');
  v_events events.new_event[];
begin
  with late as (
    update billing.invoices as i
    set status = 'overdue'
    where i.tenant_id = v_tenant_id
      and i.status in ('open', 'partially_paid')
      and i.due_date < v_latest
      and i.due_date < tenancy.today(i.time_zone)
    returning i.*
  )
  select array_agg(('invoice.overdue', 'invoice', l.id, to_jsonb(l), null)::events.new_event
    order by l.due_date, l.invoice_number)
  into v_events
  from late as l;

  perform events.publish_many(v_events);
  return jsonb_build_object('invoices_overdue', coalesce(cardinality(v_events), 0));
end $$;
comment on function billing.mark_overdue is 'Marks unpaid invoices whose due date has passed.';
select tenancy.register_duty('overdue', 200, 'billing.mark_overdue');
