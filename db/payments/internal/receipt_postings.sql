-- What is applied on the very day goes to the receivable at once; the rest waits as unapplied cash,
-- also when its invoice is of a later day: before that day there is no receivable to lower.
create or replace function payments.receipt_postings(
  payment payments.payments, applied payments.payment_applications[]
)
  returns ledger.posting[]
  language sql stable security invoker set search_path to ''
as $$
  with direct as (
    select a.invoice_id, a.amount
    from unnest(applied) as a
    where a.applied_on = (payment).received_on
  ),
  credit (code, subject_id, amount) as (
    select 'receivable', d.invoice_id, d.amount from direct as d
    union all
    select 'unapplied_cash', (payment).id,
      (payment).amount - (select coalesce(sum(d.amount), 0) from direct as d)
  )
  select array_agg((
      'payments.payment', (payment).id, 'received', coalesce((payment).reference, 'Payment'),
      (payment).received_on, (payment).currency, 'cash', null, c.code, c.subject_id, c.amount
    )::ledger.posting)
  from credit as c
$$;
comment on function payments.receipt_postings is 'What receiving a payment books, one journal.';
