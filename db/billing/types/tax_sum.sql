do $$
begin
  if to_regtype('billing.tax_sum') is null then
    create type billing.tax_sum as (
      jurisdiction text,
      name text,
      kind text,
      rate kernel.percentage,
      treatment text,
      note text,
      taxable kernel.amount,
      amount kernel.amount
    );
  end if;
end $$;
comment on type billing.tax_sum is
  'A tax of an invoice or a credit note: what its items bear of one rate, for one reason.';
comment on column billing.tax_sum.jurisdiction is
  'Code of the jurisdiction or locality; null if none is known.';
comment on column billing.tax_sum.name is 'Name of the tax or its jurisdiction, as printed.';
comment on column billing.tax_sum.kind is
  'vat, gst, hst, pst, qst or sales; null if no rate is known.';
comment on column billing.tax_sum.rate is
  'Percent that is charged: 0 unless the treatment is standard.';
comment on column billing.tax_sum.treatment is
  'standard, zero_rated, exempt, reverse_charge, domestic_reverse_charge, outside_scope, by_hand '
  '(given, not reckoned), no_rate or no_address.';
comment on column billing.tax_sum.note is
  'Why nothing is charged, or that the price includes it, as printed.';
comment on column billing.tax_sum.taxable is 'The net on which it is reckoned.';
comment on column billing.tax_sum.amount is 'The tax.';
