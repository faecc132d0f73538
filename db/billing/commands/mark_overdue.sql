create or replace function billing.mark_overdue(invoice_ids uuid[])
  returns jsonb
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_events events.new_event[];
begin
  with marked as (
    update billing.invoices as i
    set status = 'overdue'
    from billing.late_invoices(invoice_ids) as late (id)
    where i.tenant_id = v_tenant_id and i.id = late.id
      and i.status in ('open', 'partially_paid')
    returning i.*
  )
  select array_agg(('invoice.overdue', 'invoice', l.id, to_jsonb(l), null)::events.new_event
    order by l.due_date, l.invoice_number)
  into v_events
  from marked as l;

  perform events.publish_many(v_events);
  return jsonb_build_object('invoices_overdue', coalesce(cardinality(v_events), 0));
end $$;
comment on function billing.mark_overdue is
  'Marks those of invoices that are unpaid and whose due date has passed.';
select tenancy.register_duty('overdue', 200, 'billing.mark_overdue', 'billing.late_invoices',
  'invoice', follows_accounts => true);
