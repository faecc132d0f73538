do $$
begin
  if to_regtype('tax.tax_entry') is null then
    create type tax.tax_entry as (
      journal_id uuid, kind text, tax_code_id uuid, tax_id text, reason text, account_id uuid,
      supplied_on date, currency text, taxable numeric, amount numeric);
  end if;
end $$;
comment on type tax.tax_entry is
  'What a journal says of a tax: by how much it changes what is owed to the state.';
comment on column tax.tax_entry.journal_id is 'The journal.';
comment on column tax.tax_entry.kind is 'invoice, void, credit_note, relief, recovery or payment.';
comment on column tax.tax_entry.tax_code_id is 'The tax code.';
comment on column tax.tax_entry.tax_id is
  'The customer''s tax id, if he owes the tax; null otherwise.';
comment on column tax.tax_entry.reason is 'Why it is exempt; null if it is not.';
comment on column tax.tax_entry.supplied_on is
  'Day of the invoice, also where it is taken back.';
comment on column tax.tax_entry.account_id is 'The account that is billed.';
comment on column tax.tax_entry.currency is 'ISO 4217.';
comment on column tax.tax_entry.taxable is 'The net; below zero where it is taken back.';
comment on column tax.tax_entry.amount is 'The tax; below zero where it is taken back.';
