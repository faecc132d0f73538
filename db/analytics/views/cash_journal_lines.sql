-- Whatever moved cash, whoever booked it: a line for each transfer, so that money that several
-- invoices got has one for each, and the lines of any days add up to the ledger account.
create or replace view analytics.cash_journal_lines
  with (security_invoker = true, security_barrier = true) as
  select
    t.id as transfer_id,
    t.journal_id,
    n.journal_number,
    j.legal_entity_id,
    t.posted_on,
    j.document_date,
    j.kind,
    case j.source_type
      when 'payments.payment' then 'payment'
      when 'payments.refund' then 'payment'
      when 'billing.credit_note' then 'credit_note'
      when 'billing.balance_refund' then 'balance_refund'
    end as document_type,
    coalesce(r.payment_id, j.source_id) as document_id,
    j.document_number,
    coalesce(p.account_id, c.account_id, b.account_id) as account_id,
    a.account_name,
    i.id as invoice_id,
    i.invoice_number,
    counter.code as counter_code,
    t.currency,
    case when t.debit_account_id = cash.id then t.amount end::kernel.amount as received,
    case when t.credit_account_id = cash.id then t.amount end::kernel.amount as paid,
    p.method,
    coalesce(p.reference, c.refund_reference, b.reference) as reference,
    j.description
  from ledger.ledger_accounts as cash
  join ledger.transfers as t on t.tenant_id = cash.tenant_id and t.currency = cash.currency
    and (t.debit_account_id = cash.id or t.credit_account_id = cash.id)
  join ledger.journals as j on j.tenant_id = t.tenant_id and j.id = t.journal_id
  cross join lateral (
    select
      case when t.debit_account_id = cash.id then t.credit_account_id
        else t.debit_account_id end as ledger_account_id,
      case when t.debit_account_id = cash.id then t.credit_subject_id
        else t.debit_subject_id end as subject_id
  ) as other
  join ledger.ledger_accounts as counter
    on counter.tenant_id = t.tenant_id and counter.id = other.ledger_account_id
  left join ledger.journal_numbers as n on n.tenant_id = j.tenant_id and n.journal_id = j.id
  left join payments.refunds as r
    on j.source_type = 'payments.refund' and r.tenant_id = j.tenant_id and r.id = j.source_id
  left join payments.payments as p on j.source_type in ('payments.payment', 'payments.refund')
    and p.tenant_id = j.tenant_id and p.id = coalesce(r.payment_id, j.source_id)
  left join billing.credit_notes as c
    on j.source_type = 'billing.credit_note' and c.tenant_id = j.tenant_id and c.id = j.source_id
  left join billing.balance_refunds as b
    on j.source_type = 'billing.balance_refund' and b.tenant_id = j.tenant_id
      and b.id = j.source_id
  left join customers.accounts as a
    on a.tenant_id = t.tenant_id and a.id = coalesce(p.account_id, c.account_id, b.account_id)
  left join billing.invoices as i
    on i.tenant_id = t.tenant_id and i.id = coalesce(c.invoice_id, other.subject_id)
  where cash.tenant_id = (select tenancy.current_tenant_id()) and cash.code = 'cash';
comment on view analytics.cash_journal_lines is
  E'@name cash_journal_lines\n@primaryKey transfer_id\nMoney that came in and went out, as it '
  'was booked.';
comment on column analytics.cash_journal_lines.transfer_id is 'The transfer.';
comment on column analytics.cash_journal_lines.journal_id is 'The journal.';
comment on column analytics.cash_journal_lines.journal_number is
  'Its number; null until it is numbered.';
comment on column analytics.cash_journal_lines.legal_entity_id is 'Whose books.';
comment on column analytics.cash_journal_lines.posted_on is 'Day in the books.';
comment on column analytics.cash_journal_lines.document_date is
  'Day on which the money moved; posted_on is later where that day was closed.';
comment on column analytics.cash_journal_lines.kind is
  'received, reversed, refunded or whatever else moved it.';
comment on column analytics.cash_journal_lines.document_type is
  'payment, credit_note (that was paid back) or balance_refund.';
comment on column analytics.cash_journal_lines.document_id is 'Its id.';
comment on column analytics.cash_journal_lines.document_number is 'Its number, if it has one.';
comment on column analytics.cash_journal_lines.account_id is 'Whose money it was, or is.';
comment on column analytics.cash_journal_lines.account_name is 'Its name; null if it was deleted.';
comment on column analytics.cash_journal_lines.invoice_id is
  'The invoice that got it, or on which it was credited.';
comment on column analytics.cash_journal_lines.invoice_number is 'Its number.';
comment on column analytics.cash_journal_lines.counter_code is
  'Code of the ledger account on the other side.';
comment on column analytics.cash_journal_lines.currency is 'ISO 4217.';
comment on column analytics.cash_journal_lines.received is 'What came in.';
comment on column analytics.cash_journal_lines.paid is 'What went out.';
comment on column analytics.cash_journal_lines.method is 'How it was paid, such as wire.';
comment on column analytics.cash_journal_lines.reference is 'What the bank statement says.';
comment on column analytics.cash_journal_lines.description is 'For people.';
grant select on analytics.cash_journal_lines to tenor_viewer, tenor_analyst;
