do $$
begin
  if to_regtype('tax.tax_return_entry') is null then
    create type tax.tax_return_entry as (
      tax_return_id uuid, legal_entity_id uuid, registration_id uuid, scheme text,
      tax_code_id uuid, jurisdiction text, tax_kind text, rate kernel.percentage, treatment text,
      reason text, kind text, belongs_to text, is_correction boolean, document_number text,
      document_date date, posted_on date, journal_id uuid, source_type text, source_id uuid,
      account_id uuid, tax_id text, currency text, taxable kernel.amount, amount kernel.amount);
  end if;
end $$;
comment on type tax.tax_return_entry is
  'A line of a return: what a document changed of a tax in its period.';
comment on column tax.tax_return_entry.tax_return_id is
  'The frozen return on which it stands; null while it is open.';
comment on column tax.tax_return_entry.legal_entity_id is 'Who owes it.';
comment on column tax.tax_return_entry.registration_id is
  'The registration on whose return it stands; null if on none.';
comment on column tax.tax_return_entry.scheme is 'standard, oss or none.';
comment on column tax.tax_return_entry.tax_code_id is 'The tax code.';
comment on column tax.tax_return_entry.jurisdiction is
  'Code of the jurisdiction or locality; null if nobody said.';
comment on column tax.tax_return_entry.tax_kind is 'vat, gst, hst, pst, qst or sales.';
comment on column tax.tax_return_entry.rate is 'Percent that is charged.';
comment on column tax.tax_return_entry.treatment is
  'standard, zero_rated, exempt, reverse_charge, domestic_reverse_charge, outside_scope or '
  'by_hand.';
comment on column tax.tax_return_entry.reason is 'Why it is exempt.';
comment on column tax.tax_return_entry.kind is
  'invoice, void, credit_note, relief (of a bad debt), recovery, or payment (on a cash basis).';
comment on column tax.tax_return_entry.belongs_to is
  'The period to which it belongs: month (2026-03), quarter (2026-Q1) or year (2026).';
comment on column tax.tax_return_entry.is_correction is
  'Whether that is an earlier one than that of its return.';
comment on column tax.tax_return_entry.document_number is 'Number of the document.';
comment on column tax.tax_return_entry.document_date is 'Day of the document.';
comment on column tax.tax_return_entry.posted_on is 'Day in the books.';
comment on column tax.tax_return_entry.journal_id is 'The journal that booked it.';
comment on column tax.tax_return_entry.source_type is
  'What the journal books, such as billing.invoice.';
comment on column tax.tax_return_entry.source_id is 'The row that the journal books.';
comment on column tax.tax_return_entry.account_id is 'The account that is billed.';
comment on column tax.tax_return_entry.tax_id is
  'The customer''s tax id under which he owes the tax, as it was then.';
comment on column tax.tax_return_entry.currency is 'ISO 4217.';
comment on column tax.tax_return_entry.taxable is 'The net; below zero where it is taken back.';
comment on column tax.tax_return_entry.amount is 'The tax; below zero where it is taken back.';
