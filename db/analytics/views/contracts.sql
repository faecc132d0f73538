create or replace view analytics.contracts
  with (security_invoker = true, security_barrier = true) as
  select
    c.id, c.contract_number, c.account_id, a.account_name, c.status, c.start_date, c.end_date,
    c.end_date + 1 as renews_on, c.end_date + 1 - c.renewal_notice_days as notice_by_date,
    c.contract_value, c.currency, c.billing_frequency, c.billing_in_advance, c.billing_alignment,
    c.payment_terms, c.payment_terms_days, c.auto_renew, c.renewal_notice_days,
    c.purchase_order_number, c.metadata, c.activated_at, c.created_at, c.updated_at,
    c.billing_months, c.coterm_with_contract_id
  from sales.contracts as c
  join customers.accounts as a on a.tenant_id = c.tenant_id and a.id = c.account_id;
comment on view analytics.contracts is 'Contracts with their billing terms.';
comment on column analytics.contracts.id is 'Identifies the contract.';
comment on column analytics.contracts.contract_number is 'The number people use.';
comment on column analytics.contracts.account_id is 'The account that signed.';
comment on column analytics.contracts.account_name is 'Its name.';
comment on column analytics.contracts.status is 'draft, active, expired or cancelled.';
comment on column analytics.contracts.start_date is 'First day of the term.';
comment on column analytics.contracts.end_date is 'Last day of the term, inclusive.';
comment on column analytics.contracts.renews_on is 'The day after the last.';
comment on column analytics.contracts.notice_by_date is 'Until when notice can be given.';
comment on column analytics.contracts.contract_value is 'Total value as signed.';
comment on column analytics.contracts.currency is 'ISO 4217.';
comment on column analytics.contracts.billing_frequency is
  'monthly, quarterly, semi_annual, annual or custom.';
comment on column analytics.contracts.billing_in_advance is
  'Billed on the first day of a period; else on the day after its last.';
comment on column analytics.contracts.billing_alignment is
  'Periods from the start (anniversary), or from the first of a month (calendar).';
comment on column analytics.contracts.payment_terms is
  'due_on_receipt, net_30, net_60, net_90 or custom; the account''s if null.';
comment on column analytics.contracts.payment_terms_days is 'Days from issue to due date.';
comment on column analytics.contracts.auto_renew is 'Whether it renews by itself at its end.';
comment on column analytics.contracts.renewal_notice_days is 'Days of notice before the end.';
comment on column analytics.contracts.purchase_order_number is 'The customer''s order.';
comment on column analytics.contracts.metadata is 'The tenant''s own fields.';
comment on column analytics.contracts.activated_at is 'When it became active.';
comment on column analytics.contracts.created_at is 'When it was entered.';
comment on column analytics.contracts.updated_at is 'When it last changed.';
comment on column analytics.contracts.billing_months is 'Months in a billing period.';
comment on column analytics.contracts.coterm_with_contract_id is
  'The contract with which, and with whose renewals, it ends.';
grant select on analytics.contracts to tenor_analyst;
