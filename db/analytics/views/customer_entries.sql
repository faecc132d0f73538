-- What was booked of accounts that buy, whichever of their balances it was booked on, and whatever
-- the books call what it is about.
create or replace view analytics.customer_entries
  with (security_invoker = true, security_barrier = true) as
  select
    t.id as transfer_id,
    t.journal_id,
    side.side,
    l.legal_entity_id,
    coalesce(i.account_id, p.account_id, side.subject_id) as account_id,
    l.code,
    t.currency,
    t.posted_on,
    side.amount
  from ledger.ledger_accounts as l
  join ledger.transfers as t on t.tenant_id = l.tenant_id and t.currency = l.currency
    and (t.debit_account_id = l.id or t.credit_account_id = l.id)
  cross join lateral (
    select 'debit' as side, t.debit_subject_id as subject_id, t.amount::numeric as amount
    where t.debit_account_id = l.id
    union all
    select 'credit', t.credit_subject_id, -t.amount where t.credit_account_id = l.id
  ) as side
  left join billing.invoices as i
    on l.code = 'receivable' and i.tenant_id = t.tenant_id and i.id = side.subject_id
  left join payments.payments as p
    on l.code = 'unapplied_cash' and p.tenant_id = t.tenant_id and p.id = side.subject_id
  where l.tenant_id = (select tenancy.current_tenant_id()) and ledger.is_of_customers(l.code);
comment on view analytics.customer_entries is
  E'@behavior -*\nWhat was booked of customers: debits they owe, credits they have.';
comment on column analytics.customer_entries.transfer_id is 'The transfer.';
comment on column analytics.customer_entries.journal_id is 'The journal.';
comment on column analytics.customer_entries.side is 'debit or credit.';
comment on column analytics.customer_entries.legal_entity_id is 'Whose books.';
comment on column analytics.customer_entries.account_id is 'The account that pays.';
comment on column analytics.customer_entries.code is 'Code of the ledger account.';
comment on column analytics.customer_entries.currency is 'ISO 4217.';
comment on column analytics.customer_entries.posted_on is 'Day in the books.';
comment on column analytics.customer_entries.amount is 'The amount, below zero if it is a credit.';
grant select on analytics.customer_entries to tenor_viewer, tenor_analyst;
