do $$
begin
  if to_regtype('billing.tax_answer') is null then
    create type billing.tax_answer as (
      category text, place int, jurisdiction text, name text, kind text, rate numeric,
      treatment text, note text, amount numeric);
  end if;
end $$;
comment on type billing.tax_answer is
  'A tax of what is sold of a category, as an outside provider reckons it.';
comment on column billing.tax_answer.category is 'The tax category.';
comment on column billing.tax_answer.place is
  'Order among its taxes, from the country down; from 1.';
comment on column billing.tax_answer.jurisdiction is 'Code of the jurisdiction or locality.';
comment on column billing.tax_answer.name is 'Name of the jurisdiction, as printed.';
comment on column billing.tax_answer.kind is 'vat, gst, hst, pst, qst or sales.';
comment on column billing.tax_answer.rate is 'Percent that is charged.';
comment on column billing.tax_answer.treatment is
  'standard, zero_rated, exempt, reverse_charge, not_registered or no_rate.';
comment on column billing.tax_answer.note is 'Why nothing is charged, as printed.';
comment on column billing.tax_answer.amount is 'The tax.';
