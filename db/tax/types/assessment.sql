do $$
begin
  if to_regtype('tax.assessment') is null then
    create type tax.assessment as (
      line_key bigint, invoice_key uuid, place int, jurisdiction text, name text, kind text,
      rate numeric, treatment text, note text, taxable numeric, amount numeric, given numeric,
      is_inclusive boolean, currency text,
      registration_id uuid, tax_id text, tax_code_id uuid);
  end if;
end $$;
comment on type tax.assessment is 'A tax of a line, exact.';
comment on column tax.assessment.line_key is 'The line.';
comment on column tax.assessment.invoice_key is 'Its invoice.';
comment on column tax.assessment.place is
  'Order among the taxes of the line, from the country down; from 1.';
comment on column tax.assessment.jurisdiction is
  'Code of the jurisdiction or locality; null if none is known.';
comment on column tax.assessment.name is 'Name of the tax or its jurisdiction, as printed.';
comment on column tax.assessment.kind is
  'vat, gst, hst, pst, qst or sales; null if no rate is known.';
comment on column tax.assessment.rate is
  'Percent that is charged: 0 unless the treatment is standard.';
comment on column tax.assessment.treatment is
  'standard, zero_rated, exempt, reverse_charge, domestic_reverse_charge, outside_scope, '
  'not_registered, no_rate or no_address.';
comment on column tax.assessment.note is
  'Why nothing is charged, or that the price includes it, as printed; else null.';
comment on column tax.assessment.taxable is 'The net of the line, exact.';
comment on column tax.assessment.amount is 'The tax, exact.';
comment on column tax.assessment.given is 'The amount of the line, as it was given.';
comment on column tax.assessment.is_inclusive is 'Whether that holds the tax.';
comment on column tax.assessment.currency is 'ISO 4217.';
comment on column tax.assessment.registration_id is
  'The seller''s registration on whose return it stands; null if on none.';
comment on column tax.assessment.tax_id is 'The customer''s tax id, if he owes the tax.';
comment on column tax.assessment.tax_code_id is 'Its tax code, which is opened when it is charged.';
