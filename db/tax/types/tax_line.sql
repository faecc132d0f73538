do $$
begin
  if to_regtype('tax.tax_line') is null then
    create type tax.tax_line as (
      line_key bigint, invoice_key uuid, place int, jurisdiction text, name text, kind text,
      rate kernel.percentage, treatment text, note text, taxable kernel.amount,
      amount kernel.amount, currency text,
      registration_id uuid, tax_id text, tax_code_id uuid);
  end if;
end $$;
comment on type tax.tax_line is 'A tax of a line, in minor units: the lines add up to the invoice.';
comment on column tax.tax_line.line_key is 'The line.';
comment on column tax.tax_line.invoice_key is 'Its invoice.';
comment on column tax.tax_line.place is
  'Order among the taxes of the line, from the country down; from 1.';
comment on column tax.tax_line.jurisdiction is
  'Code of the jurisdiction or locality; null if none is known.';
comment on column tax.tax_line.name is 'Name of the tax or its jurisdiction, as printed.';
comment on column tax.tax_line.kind is
  'vat, gst, hst, pst, qst or sales; null if no rate is known.';
comment on column tax.tax_line.rate is
  'Percent that is charged: 0 unless the treatment is standard.';
comment on column tax.tax_line.treatment is
  'standard, zero_rated, exempt, reverse_charge, domestic_reverse_charge, outside_scope, '
  'not_registered, no_rate or no_address.';
comment on column tax.tax_line.note is
  'Why nothing is charged, or that the price includes it, as printed; else null.';
comment on column tax.tax_line.taxable is
  'The net of the line; with all its taxes it is the gross that was given, if so.';
comment on column tax.tax_line.amount is 'The tax.';
comment on column tax.tax_line.currency is 'ISO 4217.';
comment on column tax.tax_line.registration_id is
  'The seller''s registration on whose return it stands; null if on none.';
comment on column tax.tax_line.tax_id is 'The customer''s tax id, if he owes the tax.';
comment on column tax.tax_line.tax_code_id is 'Its tax code, which is opened when it is charged.';
