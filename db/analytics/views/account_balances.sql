create or replace view analytics.account_balances
  with (security_invoker = true, security_barrier = true) as
  select
    b.id, b.account_id, a.account_name, b.currency, b.balance, b.refund_due, b.created_at,
    b.updated_at
  from billing.account_balances as b
  join customers.accounts as a on a.tenant_id = b.tenant_id and a.id = b.account_id;
comment on view analytics.account_balances is
  'What accounts have to their credit: from credit notes and invoices below zero.';
comment on column analytics.account_balances.id is 'Identifies the balance.';
comment on column analytics.account_balances.account_id is 'The account.';
comment on column analytics.account_balances.account_name is 'Its name.';
comment on column analytics.account_balances.currency is 'ISO 4217.';
comment on column analytics.account_balances.balance is 'What invoices can use.';
comment on column analytics.account_balances.refund_due is 'What is to be paid back.';
comment on column analytics.account_balances.created_at is 'When it was opened.';
comment on column analytics.account_balances.updated_at is 'When it last changed.';
grant select on analytics.account_balances to tenor_analyst;
