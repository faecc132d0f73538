create or replace function payments.application_postings(
  payment payments.payments, applied payments.payment_applications[]
)
  returns ledger.posting[]
  language sql stable security invoker set search_path to ''
as $$
  select array_agg((
      'payments.payment_application', a.id, 'applied', coalesce((payment).reference, 'Payment'),
      a.applied_on, (payment).currency,
      'unapplied_cash', (payment).id, 'receivable', a.invoice_id, a.amount
    )::ledger.posting)
  from unnest(applied) as a
$$;
comment on function payments.application_postings is
  'What applying unapplied cash books, one journal an application.';
