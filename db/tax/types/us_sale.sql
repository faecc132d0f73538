do $$
begin
  if to_regtype('tax.us_sale') is null then
    create type tax.us_sale as (
      legal_entity_id uuid, registration_id uuid, state text, jurisdiction text,
      rate kernel.percentage, treatment text, reason text, currency text, gross kernel.amount,
      exempt kernel.amount, taxable kernel.amount, tax kernel.amount);
  end if;
end $$;
comment on type tax.us_sale is 'A line of a sales tax return.';
comment on column tax.us_sale.legal_entity_id is 'Who owes it.';
comment on column tax.us_sale.registration_id is 'The registration; null if it stands on none.';
comment on column tax.us_sale.state is 'The state, US-CA.';
comment on column tax.us_sale.jurisdiction is
  'The state or a locality in it. What is sold there stands in the rows of both: the gross of the '
  'state is that of its own rows.';
comment on column tax.us_sale.rate is 'Percent that is charged.';
comment on column tax.us_sale.treatment is 'standard, zero_rated, exempt or by_hand.';
comment on column tax.us_sale.reason is 'Why it is exempt, with the certificate.';
comment on column tax.us_sale.currency is 'ISO 4217.';
comment on column tax.us_sale.gross is 'What was sold, taxed or not.';
comment on column tax.us_sale.exempt is 'How much of it is not taxed.';
comment on column tax.us_sale.taxable is 'How much of it is.';
comment on column tax.us_sale.tax is 'The tax.';
