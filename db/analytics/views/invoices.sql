-- A day passes where the account is, hence the invoice's own time zone.
create or replace view analytics.invoices with (security_invoker = true, security_barrier = true) as
  select
    i.id, i.invoice_number, i.account_id, a.account_name, i.contract_id, c.contract_number,
    i.purchase_order_number, i.status, i.billing_type, i.document_type, i.currency,
    i.issue_date, i.due_date,
    lower(i.service_period) as period_start, kernel.last_day(i.service_period) as period_end,
    i.subtotal, i.discount, (i.subtotal - i.discount)::kernel.amount as net, i.tax, i.total,
    i.paid_amount, i.credited_amount, i.written_off_amount, i.recovered_amount, i.balance,
    case when i.status in ('open', 'partially_paid', 'overdue') then greatest(
      ((select tenancy.now()) at time zone i.time_zone)::date - i.due_date, 0) end as days_overdue,
    i.paid_date, i.finalized_at, i.sent_at, i.voided_at, i.void_reason,
    i.written_off_at, i.write_off_reason, i.metadata, i.created_at, i.updated_at
  from billing.invoices as i
  join customers.accounts as a on a.tenant_id = i.tenant_id and a.id = i.account_id
  left join sales.contracts as c on c.tenant_id = i.tenant_id and c.id = i.contract_id;
comment on view analytics.invoices is 'Invoices, from draft to paid or void.';
comment on column analytics.invoices.id is 'Identifies the invoice.';
comment on column analytics.invoices.invoice_number is
  'From the series of its legal entity, without gaps; DRAFT-… until it has one.';
comment on column analytics.invoices.account_id is 'Who pays.';
comment on column analytics.invoices.account_name is 'Its name.';
comment on column analytics.invoices.contract_id is 'The contract it bills, if any.';
comment on column analytics.invoices.contract_number is 'Its number.';
comment on column analytics.invoices.purchase_order_number is 'The customer''s order.';
comment on column analytics.invoices.status is
  'draft, open, partially_paid, paid, overdue, void or uncollectible.';
comment on column analytics.invoices.billing_type is
  'recurring, one_time, adjustment, or advance (of a payment before the supply).';
comment on column analytics.invoices.document_type is
  'invoice; credit_note if it gives back more than it charges.';
comment on column analytics.invoices.currency is 'ISO 4217; of all its amounts.';
comment on column analytics.invoices.issue_date is 'The day on which it is issued.';
comment on column analytics.invoices.due_date is 'The last day on which it is paid in time.';
comment on column analytics.invoices.period_start is 'First day that it bills.';
comment on column analytics.invoices.period_end is 'Last day that it bills, inclusive.';
comment on column analytics.invoices.subtotal is 'Sum of its items before discount and tax.';
comment on column analytics.invoices.discount is 'Sum of its items'' discounts.';
comment on column analytics.invoices.net is 'subtotal - discount.';
comment on column analytics.invoices.tax is 'Sum of its items'' tax.';
comment on column analytics.invoices.total is 'net + tax.';
comment on column analytics.invoices.paid_amount is 'Payments applied to it.';
comment on column analytics.invoices.credited_amount is 'Credits applied to it.';
comment on column analytics.invoices.written_off_amount is
  'What was given up of it, and not taken back by credit notes.';
comment on column analytics.invoices.recovered_amount is
  'What came all the same of what was given up.';
comment on column analytics.invoices.balance is
  'What is still owed: total - paid - credited - written off; nothing of what was voided.';
comment on column analytics.invoices.days_overdue is
  'Days since the due date, 0 if not yet due; null unless something is to be paid.';
comment on column analytics.invoices.paid_date is 'When its balance became zero.';
comment on column analytics.invoices.finalized_at is 'When it was finalised and posted.';
comment on column analytics.invoices.sent_at is 'When it was first mailed.';
comment on column analytics.invoices.voided_at is 'When it was voided.';
comment on column analytics.invoices.void_reason is 'Why it was voided.';
comment on column analytics.invoices.written_off_at is 'When it was last written off.';
comment on column analytics.invoices.write_off_reason is 'Why it was written off.';
comment on column analytics.invoices.metadata is 'The tenant''s own fields.';
comment on column analytics.invoices.created_at is 'When it was made.';
comment on column analytics.invoices.updated_at is 'When it last changed.';
grant select on analytics.invoices to tenor_analyst;
