-- What was given up, by its parts, what of it was owed again, relieved later, and recovered: the
-- lines of any days add up to bad debt and to its recovery in the books.
create or replace view analytics.write_off_journal_lines
  with (security_invoker = true, security_barrier = true) as
  with facts (tenant_id, journal_id, invoice_id, kind, currency, amount, unearned, tax, bad_debt,
    recovered) as (
    select w.tenant_id, j.id, w.invoice_id, j.kind, t.currency, -t.receivable, t.deferred_revenue,
      t.tax, t.bad_debt, 0
    from ledger.journals as j
    join billing.write_offs as w on w.tenant_id = j.tenant_id and w.id = j.source_id
    cross join lateral ledger.journal_totals(j.tenant_id, j.id) as t
    where j.tenant_id = (select tenancy.current_tenant_id())
      and j.source_type = 'billing.write_off'
    union all
    select t.tenant_id, t.journal_id, side.invoice_id, 'recovered', t.currency, 0, 0, 0, 0,
      sum(side.amount)
    from ledger.ledger_accounts as r
    join ledger.transfers as t on t.tenant_id = r.tenant_id and t.currency = r.currency
      and (t.debit_account_id = r.id or t.credit_account_id = r.id)
    cross join lateral (
      select t.credit_subject_id as invoice_id, t.amount where t.credit_account_id = r.id
      union all
      select t.debit_subject_id, -t.amount where t.debit_account_id = r.id
    ) as side
    where r.tenant_id = (select tenancy.current_tenant_id())
      and r.code = 'bad_debt_recovery'
    group by t.tenant_id, t.journal_id, side.invoice_id, t.currency
  )
  select
    f.journal_id,
    n.journal_number,
    j.legal_entity_id,
    j.posted_on,
    j.document_date,
    f.kind,
    f.invoice_id,
    i.invoice_number,
    i.account_id,
    a.account_name,
    f.currency,
    kernel.round_amount(f.amount, f.currency)::kernel.amount as amount,
    kernel.round_amount(f.unearned, f.currency)::kernel.amount as unearned,
    kernel.round_amount(f.tax, f.currency)::kernel.amount as tax,
    kernel.round_amount(f.bad_debt, f.currency)::kernel.amount as bad_debt,
    kernel.round_amount(f.recovered, f.currency)::kernel.amount as recovered,
    j.description
  from facts as f
  join ledger.journals as j on j.tenant_id = f.tenant_id and j.id = f.journal_id
  left join billing.invoices as i on i.tenant_id = f.tenant_id and i.id = f.invoice_id
  left join customers.accounts as a on a.tenant_id = f.tenant_id and a.id = i.account_id
  left join ledger.journal_numbers as n
    on n.tenant_id = f.tenant_id and n.journal_id = f.journal_id;
comment on view analytics.write_off_journal_lines is
  E'@name write_off_journal_lines\n@primaryKey journal_id,invoice_id\nWhat was written off and '
  'what of it was recovered, as it was booked.';
comment on column analytics.write_off_journal_lines.journal_id is 'The journal.';
comment on column analytics.write_off_journal_lines.journal_number is
  'Its number; null until it is numbered.';
comment on column analytics.write_off_journal_lines.legal_entity_id is 'Whose books.';
comment on column analytics.write_off_journal_lines.posted_on is 'Day in the books.';
comment on column analytics.write_off_journal_lines.document_date is
  'Day on which it happened; posted_on is later where that day was closed.';
comment on column analytics.write_off_journal_lines.kind is
  'written_off, reinstated (a credit note took it back), relieved (its tax came back later) or '
  'recovered.';
comment on column analytics.write_off_journal_lines.invoice_id is 'The invoice.';
comment on column analytics.write_off_journal_lines.invoice_number is 'Its number.';
comment on column analytics.write_off_journal_lines.account_id is 'Who owed it.';
comment on column analytics.write_off_journal_lines.account_name is
  'Its name; null if it was deleted.';
comment on column analytics.write_off_journal_lines.currency is 'ISO 4217.';
comment on column analytics.write_off_journal_lines.amount is
  'What the customer owes less by it, the sum of its parts.';
comment on column analytics.write_off_journal_lines.unearned is 'The part that was never earned.';
comment on column analytics.write_off_journal_lines.tax is 'The part that is tax which comes back.';
comment on column analytics.write_off_journal_lines.bad_debt is 'The part that is lost.';
comment on column analytics.write_off_journal_lines.recovered is
  'What came of it all the same, without tax that is owed again.';
comment on column analytics.write_off_journal_lines.description is 'For people; why.';
grant select on analytics.write_off_journal_lines to tenor_viewer, tenor_analyst;
