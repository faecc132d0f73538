-- The register of credit notes, as the books have it.
create or replace view analytics.credit_note_journal_lines
  with (security_invoker = true, security_barrier = true) as
  select
    j.id as journal_id,
    n.journal_number,
    j.legal_entity_id,
    j.posted_on,
    j.document_date,
    c.id as credit_note_id,
    c.credit_note_number,
    c.invoice_id,
    i.invoice_number,
    c.account_id,
    a.account_name,
    t.currency,
    kernel.round_amount(-t.customers - t.tax, t.currency)::kernel.amount as net,
    kernel.round_amount(t.tax, t.currency)::kernel.amount as tax,
    kernel.round_amount(-t.customers, t.currency)::kernel.amount as total,
    kernel.round_amount(-t.receivable, t.currency)::kernel.amount as applied_to_invoice,
    kernel.round_amount(t.receivable - t.customers, t.currency)::kernel.amount as left_to_account,
    c.reason
  from ledger.journals as j
  join billing.credit_notes as c on c.tenant_id = j.tenant_id and c.id = j.source_id
  join billing.invoices as i on i.tenant_id = c.tenant_id and i.id = c.invoice_id
  left join customers.accounts as a on a.tenant_id = c.tenant_id and a.id = c.account_id
  left join ledger.journal_numbers as n on n.tenant_id = j.tenant_id and n.journal_id = j.id
  cross join lateral ledger.journal_totals(j.tenant_id, j.id) as t
  where j.tenant_id = (select tenancy.current_tenant_id())
    and j.source_type = 'billing.credit_note'
    and (j.kind = 'issued' or j.reverses_journal_id is not null);
comment on view analytics.credit_note_journal_lines is
  E'@name credit_note_journal_lines\n@primaryKey journal_id\nCredit notes as they were booked.';
comment on column analytics.credit_note_journal_lines.journal_id is 'The journal.';
comment on column analytics.credit_note_journal_lines.journal_number is
  'Its number; null until it is numbered.';
comment on column analytics.credit_note_journal_lines.legal_entity_id is 'Whose books.';
comment on column analytics.credit_note_journal_lines.posted_on is 'Day in the books.';
comment on column analytics.credit_note_journal_lines.document_date is
  'Day of issue; posted_on is later where that day was closed.';
comment on column analytics.credit_note_journal_lines.credit_note_id is 'The credit note.';
comment on column analytics.credit_note_journal_lines.credit_note_number is 'Its number.';
comment on column analytics.credit_note_journal_lines.invoice_id is 'The invoice that it corrects.';
comment on column analytics.credit_note_journal_lines.invoice_number is 'Its number.';
comment on column analytics.credit_note_journal_lines.account_id is 'Whose credit it is.';
comment on column analytics.credit_note_journal_lines.account_name is
  'Its name; null if it was deleted.';
comment on column analytics.credit_note_journal_lines.currency is 'ISO 4217.';
comment on column analytics.credit_note_journal_lines.net is 'Credited before tax.';
comment on column analytics.credit_note_journal_lines.tax is 'Tax that it takes back.';
comment on column analytics.credit_note_journal_lines.total is 'What the customer owes less by it.';
comment on column analytics.credit_note_journal_lines.applied_to_invoice is
  'What of it lowered what was owed on the invoice.';
comment on column analytics.credit_note_journal_lines.left_to_account is
  'The rest: to the balance of the account, or to be paid back.';
comment on column analytics.credit_note_journal_lines.reason is 'Why.';
grant select on analytics.credit_note_journal_lines to tenor_viewer, tenor_analyst;
