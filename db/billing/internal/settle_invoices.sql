-- Checks and pays in one conditional update: two payments at once cannot both take the last cent.
-- What was given up stays given up: what comes of it is recovered.
create or replace function billing.settle_invoices(settlements billing.settlement[])
  returns setof billing.invoices
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_settled billing.invoices[];
begin
  perform from billing.invoices as i
  where i.tenant_id = v_tenant_id and i.id = any(array(
    select s.invoice_id from unnest(settlements) as s))
  order by i.id
  for update;

  with paid as (
    select s.invoice_id, s.is_recovery, sum(s.amount) as amount, sum(s.tax) as tax,
      max(s.settled_on) as settled_on
    from unnest(settlements) as s
    group by s.invoice_id, s.is_recovery
  ),
  settled as (
    update billing.invoices as i
    set paid_amount = i.paid_amount + case when paid.is_recovery then 0 else paid.amount end,
      recovered_amount = i.recovered_amount
        + case when paid.is_recovery then paid.amount else 0 end,
      recovered_tax = i.recovered_tax + paid.tax,
      status = case when paid.is_recovery then i.status
        when i.balance = paid.amount then 'paid'
        when i.status = 'overdue' then 'overdue' else 'partially_paid' end,
      paid_date = case when i.balance = paid.amount then paid.settled_on end
    from paid
    where i.tenant_id = v_tenant_id and i.id = paid.invoice_id
      and i.status in ('open', 'partially_paid', 'overdue', 'uncollectible')
      and paid.is_recovery = (i.status = 'uncollectible')
      and billing.payable_amount(i) >= paid.amount and paid.amount > 0
    returning i.*
  )
  select array_agg(s order by s.due_date, s.id) into v_settled from settled as s;

  if coalesce(cardinality(v_settled), 0) <> (
    select count(distinct (s.invoice_id, s.is_recovery)) from unnest(settlements) as s
  ) then
    perform kernel.fail('OVRAP', 'An invoice has less left than was to be applied to it.',
      'invoice_id');
  end if;
  perform events.publish_many(array(
    select (case s.status when 'paid' then 'invoice.paid' else 'invoice.recovered' end, 'invoice',
      s.id, to_jsonb(s), null)::events.new_event
    from unnest(v_settled) as s where s.status in ('paid', 'uncollectible')));
  return query select * from unnest(v_settled);
end $$;
comment on function billing.settle_invoices is
  'Applies paid amounts to open invoices, or to what was given up of them, all or none.';
