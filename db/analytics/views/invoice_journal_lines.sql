-- The day book of sales, as the books have it: an invoice stands on the day on which it was booked,
-- and what voided it, with the amounts turned round, on its own. One over nothing books nothing,
-- and stands on its day of issue all the same.
create or replace view analytics.invoice_journal_lines
  with (security_invoker = true, security_barrier = true) as
  select
    j.id,
    j.id as journal_id,
    n.journal_number,
    j.legal_entity_id,
    j.posted_on,
    j.document_date,
    case when j.reverses_journal_id is null then 'issued' else 'voided' end as kind,
    i.id as invoice_id,
    i.invoice_number,
    i.document_type,
    i.account_id,
    a.account_name,
    t.currency,
    kernel.round_amount(t.customers + t.tax, t.currency)::kernel.amount as net,
    kernel.round_amount(-t.tax, t.currency)::kernel.amount as tax,
    kernel.round_amount(t.customers, t.currency)::kernel.amount as total,
    j.description
  from ledger.journals as j
  join billing.invoices as i on i.tenant_id = j.tenant_id and i.id = j.source_id
  left join customers.accounts as a on a.tenant_id = i.tenant_id and a.id = i.account_id
  left join ledger.journal_numbers as n on n.tenant_id = j.tenant_id and n.journal_id = j.id
  cross join lateral ledger.journal_totals(j.tenant_id, j.id) as t
  where j.tenant_id = (select tenancy.current_tenant_id())
    and j.source_type = 'billing.invoice'
  union all
  select i.id, null, null, i.legal_entity_id, i.issue_date, i.issue_date, 'issued', i.id,
    i.invoice_number, i.document_type, i.account_id, a.account_name, i.currency,
    kernel.round_amount(-i.tax, i.currency)::kernel.amount, i.tax, i.total,
    'Invoice ' || i.invoice_number
  from billing.invoices as i
  left join customers.accounts as a on a.tenant_id = i.tenant_id and a.id = i.account_id
  where i.tenant_id = (select tenancy.current_tenant_id()) and i.finalized_at is not null
    and not exists (
      select from ledger.journals as j
      where j.tenant_id = i.tenant_id and j.source_type = 'billing.invoice'
        and j.source_id = i.id);
comment on view analytics.invoice_journal_lines is
  E'@name invoice_journal_lines\n@primaryKey id\nInvoices as they were booked, and voided.';
comment on column analytics.invoice_journal_lines.id is 'The journal, or the invoice without one.';
comment on column analytics.invoice_journal_lines.journal_id is
  'The journal; null of an invoice over nothing, which books nothing.';
comment on column analytics.invoice_journal_lines.journal_number is
  'Its number; null until it is numbered.';
comment on column analytics.invoice_journal_lines.legal_entity_id is 'Whose books.';
comment on column analytics.invoice_journal_lines.posted_on is 'Day in the books.';
comment on column analytics.invoice_journal_lines.document_date is
  'Day of issue, or on which it was voided; posted_on is later where that day was closed.';
comment on column analytics.invoice_journal_lines.kind is 'issued or voided.';
comment on column analytics.invoice_journal_lines.invoice_id is 'The invoice.';
comment on column analytics.invoice_journal_lines.invoice_number is 'Its number.';
comment on column analytics.invoice_journal_lines.document_type is
  'invoice; credit_note if it gives back more than it charges.';
comment on column analytics.invoice_journal_lines.account_id is 'The account that pays.';
comment on column analytics.invoice_journal_lines.account_name is
  'Its name; null if it was deleted.';
comment on column analytics.invoice_journal_lines.currency is 'ISO 4217.';
comment on column analytics.invoice_journal_lines.net is 'Before tax; below zero if voided.';
comment on column analytics.invoice_journal_lines.tax is 'Tax.';
comment on column analytics.invoice_journal_lines.total is 'What the customer owes by it.';
comment on column analytics.invoice_journal_lines.description is
  'For people; of a voided invoice why.';
grant select on analytics.invoice_journal_lines to tenor_viewer, tenor_analyst;
