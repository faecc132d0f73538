do $$
begin
  if to_regtype('billing.tax_question') is null then
    create type billing.tax_question as (
      calculation_id uuid, provider text, currency text, tax_date date, is_inclusive boolean,
      line1 text, line2 text, city text, state text, postal_code text, country text, tax_id text,
      exemption text, lines jsonb);
  end if;
end $$;
comment on type billing.tax_question is 'What an outside tax provider is asked about a draft.';
comment on column billing.tax_question.calculation_id is
  'The calculation, which names the question.';
comment on column billing.tax_question.provider is 'Who is asked.';
comment on column billing.tax_question.currency is 'ISO 4217.';
comment on column billing.tax_question.tax_date is 'The day of issue, whose rates apply.';
comment on column billing.tax_question.is_inclusive is 'Whether the amounts hold their tax.';
comment on column billing.tax_question.line1 is 'Where the account is served: first line.';
comment on column billing.tax_question.line2 is 'Second line.';
comment on column billing.tax_question.city is 'City.';
comment on column billing.tax_question.state is 'State or province.';
comment on column billing.tax_question.postal_code is 'Postal code.';
comment on column billing.tax_question.country is 'ISO 3166-1; null if no address is known.';
comment on column billing.tax_question.tax_id is
  'The customer''s VAT number in the EU, unless its check failed.';
comment on column billing.tax_question.exemption is
  'Why the account is exempt, as printed, with its certificate; null if it is not.';
comment on column billing.tax_question.lines is
  'What is sold of each tax category: category, and amount as text.';
