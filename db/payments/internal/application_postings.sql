create or replace function payments.application_postings(applied payments.payment_applications[])
  returns ledger.posting[]
  language sql stable security invoker set search_path to ''
as $$
  select array_agg((
      p.legal_entity_id, 'payments.payment_application', a.id,
      case when a.amount > 0 then 'applied' else 'unapplied' end,
      coalesce(p.reference, 'Payment'), i.invoice_number, a.applied_on, p.currency,
      case when a.amount > 0 then 'unapplied_cash' else settled.code end,
      case when a.amount > 0 then p.id else settled.subject_id end,
      case when a.amount > 0 then settled.code else 'unapplied_cash' end,
      case when a.amount > 0 then settled.subject_id else p.id end,
      settled.amount
    )::ledger.posting)
  from unnest(applied) as a
  join payments.payments as p on p.tenant_id = a.tenant_id and p.id = a.payment_id
  join billing.invoices as i on i.tenant_id = a.tenant_id and i.id = a.invoice_id
  cross join lateral payments.settled_parts(a) as settled
$$;
comment on function payments.application_postings is
  'What applying unapplied cash books, and taking it back, one journal an application.';
