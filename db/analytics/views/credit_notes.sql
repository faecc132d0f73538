create or replace view analytics.credit_notes
  with (security_invoker = true, security_barrier = true) as
  select
    n.id, n.credit_note_number, n.account_id, a.account_name, n.invoice_id, i.invoice_number,
    i.contract_id, n.currency, n.issue_date, n.reason, n.net, n.tax, n.total, n.applied_to_invoice,
    n.to_balance, n.to_refund, n.refunded_on, n.refund_reference, n.created_at,
    n.kind
  from billing.credit_notes as n
  join billing.invoices as i on i.tenant_id = n.tenant_id and i.id = n.invoice_id
  join customers.accounts as a on a.tenant_id = n.tenant_id and a.id = n.account_id;
comment on view analytics.credit_notes is 'Credit notes, with where they went.';
comment on column analytics.credit_notes.id is 'Identifies the credit note.';
comment on column analytics.credit_notes.credit_note_number is
  'From a series of their own, without gaps.';
comment on column analytics.credit_notes.account_id is 'The account that is credited: who pays.';
comment on column analytics.credit_notes.account_name is 'Its name.';
comment on column analytics.credit_notes.invoice_id is 'The invoice that it corrects.';
comment on column analytics.credit_notes.invoice_number is 'Its number.';
comment on column analytics.credit_notes.contract_id is 'The contract of that invoice, if any.';
comment on column analytics.credit_notes.currency is 'ISO 4217; of all amounts.';
comment on column analytics.credit_notes.issue_date is 'The day on which it is issued.';
comment on column analytics.credit_notes.reason is 'Why.';
comment on column analytics.credit_notes.net is 'Sum of its items before tax.';
comment on column analytics.credit_notes.tax is 'Sum of its items'' tax.';
comment on column analytics.credit_notes.total is 'net + tax.';
comment on column analytics.credit_notes.applied_to_invoice is
  'By how much it lowered what was owed on the invoice.';
comment on column analytics.credit_notes.to_balance is 'What the account got as balance.';
comment on column analytics.credit_notes.to_refund is 'What is to be paid back.';
comment on column analytics.credit_notes.refunded_on is 'Day on which that was paid back.';
comment on column analytics.credit_notes.refund_reference is 'Reference of that payment.';
comment on column analytics.credit_notes.created_at is 'When it was made.';
comment on column analytics.credit_notes.kind is
  'credit, cancellation (of the whole of an invoice) or tax_only.';
grant select on analytics.credit_notes to tenor_analyst;
