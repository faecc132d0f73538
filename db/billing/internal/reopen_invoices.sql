-- A payment that is taken back is owed again: the invoice is open, partly paid or overdue, as if
-- the money had never come. What was recovered was given up already, and stays so.
create or replace function billing.reopen_invoices(settlements billing.settlement[])
  returns setof billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_now timestamptz := tenancy.now();
  v_reopened billing.invoices[];
  v_events events.new_event[];
begin
  perform from billing.invoices as i
  where i.tenant_id = v_tenant_id and i.id = any(array(
    select s.invoice_id from unnest(settlements) as s))
  order by i.id
  for update;

  with taken as (
    select s.invoice_id, coalesce(sum(s.amount) filter (where not s.is_recovery), 0) as paid,
      coalesce(sum(s.amount) filter (where s.is_recovery), 0) as recovered,
      sum(s.tax) as recovered_tax
    from unnest(settlements) as s
    group by s.invoice_id
  ),
  reopened as (
    update billing.invoices as i
    set paid_amount = i.paid_amount - taken.paid,
      recovered_amount = i.recovered_amount - taken.recovered,
      recovered_tax = i.recovered_tax - taken.recovered_tax,
      status = case when taken.paid = 0 then i.status
        when i.due_date < (v_now at time zone i.time_zone)::date then 'overdue'
        when i.paid_amount - taken.paid + i.credited_amount > 0 then 'partially_paid'
        else 'open' end,
      paid_date = case when taken.paid = 0 then i.paid_date end
    from taken
    where i.tenant_id = v_tenant_id and i.id = taken.invoice_id
    returning old.status as old_status, new as invoice
  ),
  said as (
    select r.invoice, word.type, word.place
    from reopened as r
    cross join lateral (values
      (1, 'invoice.reopened', r.old_status in ('paid', 'uncollectible')
        and (r.invoice).status <> r.old_status),
      (2, 'invoice.overdue', (r.invoice).status = 'overdue' and r.old_status <> 'overdue')
    ) as word (place, type, is_said)
    where word.is_said
  )
  select
    (select array_agg(r.invoice order by (r.invoice).due_date, (r.invoice).id) from reopened as r),
    (select array_agg((s.type, 'invoice', (s.invoice).id, to_jsonb(s.invoice), null
        )::events.new_event order by (s.invoice).due_date, (s.invoice).id, s.place)
      from said as s)
  into v_reopened, v_events;

  perform events.publish_many(v_events);
  return query select * from unnest(v_reopened);
end $$;
comment on function billing.reopen_invoices is
  'Takes paid amounts off invoices again, whose state is then what balance and due date say.';
