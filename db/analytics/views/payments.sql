create or replace view analytics.payments with (security_invoker = true, security_barrier = true) as
  select
    p.id, p.account_id, a.account_name, p.status, p.currency, p.amount, p.applied_amount,
    p.refunded_amount, p.unapplied_amount, p.method, p.reference, p.received_on,
    p.reversed_on, p.reversal_reason, p.metadata, p.created_at, p.updated_at
  from payments.payments as p
  join customers.accounts as a on a.tenant_id = p.tenant_id and a.id = p.account_id;
comment on view analytics.payments is 'Payments received from customers.';
comment on column analytics.payments.id is 'Identifies the payment.';
comment on column analytics.payments.account_id is 'The account that paid.';
comment on column analytics.payments.account_name is 'Its name.';
comment on column analytics.payments.status is
  'received; refunded when all was given back; reversed when it bounced or never was.';
comment on column analytics.payments.currency is 'ISO 4217.';
comment on column analytics.payments.amount is 'What was received.';
comment on column analytics.payments.applied_amount is 'What invoices have got of it.';
comment on column analytics.payments.refunded_amount is 'What was given back of it.';
comment on column analytics.payments.unapplied_amount is
  'What is left of it; nothing when it was reversed.';
comment on column analytics.payments.method is 'wire, check, ach, card, cash or other.';
comment on column analytics.payments.reference is 'What the payer wrote.';
comment on column analytics.payments.received_on is 'Day on which it was received.';
comment on column analytics.payments.reversed_on is 'Day on which it was taken back.';
comment on column analytics.payments.reversal_reason is 'Why it was taken back.';
comment on column analytics.payments.metadata is 'The tenant''s own fields.';
comment on column analytics.payments.created_at is 'When it was recorded.';
comment on column analytics.payments.updated_at is 'When it last changed.';
grant select on analytics.payments to tenor_analyst;
