-- What was recovered goes first: it came last, and its invoice is owed no more without it. Nothing
-- is taken back before the day on which it was applied.
create or replace function payments.take_back(
  payment payments.payments, amount numeric, taken_on date, invoice_id uuid default null
)
  returns payments.payment_applications[]
  language plpgsql volatile security invoker set search_path to ''
as $$
declare
  v_taken payments.payment_applications[];
begin
  with held as (
    select a.invoice_id, a.is_recovery, sum(a.amount) as amount, sum(a.tax) as tax,
      max(a.applied_on) as applied_on
    from payments.payment_applications as a
    where a.tenant_id = payment.tenant_id and a.payment_id = payment.id
      and (take_back.invoice_id is null or a.invoice_id = take_back.invoice_id)
    group by a.invoice_id, a.is_recovery
    having sum(a.amount) > 0
  ),
  allotted as (
    select h.*, least(h.amount, take_back.amount - coalesce(sum(h.amount) over (
      order by h.is_recovery desc, h.invoice_id
      rows between unbounded preceding and 1 preceding), 0)) as taken
    from held as h
  ),
  taken as (
    insert into payments.payment_applications (tenant_id, payment_id, invoice_id, amount, tax,
      is_recovery, applied_on)
    select payment.tenant_id, payment.id, a.invoice_id,
      -kernel.round_amount(a.taken, payment.currency),
      -kernel.round_quotient(a.tax * a.taken, a.amount, kernel.minor_unit(payment.currency)),
      a.is_recovery,
      greatest(take_back.taken_on, a.applied_on)
    from allotted as a
    where a.taken > 0
    order by a.invoice_id, a.is_recovery
    returning *
  )
  select coalesce(array_agg(t order by t.id), '{}') into v_taken from taken as t;

  perform payments.settle_applications(v_taken);
  return v_taken;
end $$;
comment on function payments.take_back is
  'Takes so much of a locked payment from its invoices, or from one, in sub-ledgers and totals; '
  'the caller books it.';
