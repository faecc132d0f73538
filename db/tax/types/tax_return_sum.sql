do $$
begin
  if to_regtype('tax.tax_return_sum') is null then
    create type tax.tax_return_sum as (
      legal_entity_id uuid, registration_id uuid, scheme text, period text, status text,
      tax_return_id uuid, tax_code_id uuid, jurisdiction text, tax_kind text,
      rate kernel.percentage, treatment text, kind text, belongs_to text, is_correction boolean,
      currency text, lines int, taxable kernel.amount, amount kernel.amount);
  end if;
end $$;
comment on type tax.tax_return_sum is
  'What a return says of a tax: invoices, voids, credit notes, reliefs and recoveries apart.';
comment on column tax.tax_return_sum.legal_entity_id is 'Who owes it.';
comment on column tax.tax_return_sum.registration_id is
  'The registration; null for taxes that stand on no registration''s return.';
comment on column tax.tax_return_sum.scheme is 'standard, oss or none.';
comment on column tax.tax_return_sum.period is 'The period of the return.';
comment on column tax.tax_return_sum.status is 'open, frozen or filed.';
comment on column tax.tax_return_sum.tax_return_id is 'The return, once it is frozen.';
comment on column tax.tax_return_sum.tax_code_id is 'The tax code.';
comment on column tax.tax_return_sum.jurisdiction is
  'Code of the jurisdiction or locality; null if nobody said.';
comment on column tax.tax_return_sum.tax_kind is 'vat, gst, hst, pst, qst or sales.';
comment on column tax.tax_return_sum.rate is 'Percent that is charged.';
comment on column tax.tax_return_sum.treatment is
  'standard, zero_rated, exempt, reverse_charge, domestic_reverse_charge, outside_scope or '
  'by_hand.';
comment on column tax.tax_return_sum.kind is
  'invoice, void, credit_note, relief (of a bad debt), recovery, or payment (on a cash basis).';
comment on column tax.tax_return_sum.belongs_to is 'The period to which it belongs.';
comment on column tax.tax_return_sum.is_correction is 'Whether that is an earlier one.';
comment on column tax.tax_return_sum.currency is 'ISO 4217.';
comment on column tax.tax_return_sum.lines is 'How many lines it is the sum of.';
comment on column tax.tax_return_sum.taxable is 'The net.';
comment on column tax.tax_return_sum.amount is 'The tax.';
