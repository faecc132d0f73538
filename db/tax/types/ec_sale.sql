do $$
begin
  if to_regtype('tax.ec_sale') is null then
    create type tax.ec_sale as (
      legal_entity_id uuid, registration_id uuid, tax_id text, country text, belongs_to text,
      is_correction boolean, currency text, taxable kernel.amount);
  end if;
end $$;
comment on type tax.ec_sale is
  'What was sold to a business in another member state, which owes the tax.';
comment on column tax.ec_sale.legal_entity_id is 'Who sold it.';
comment on column tax.ec_sale.registration_id is 'The registration by which it is told.';
comment on column tax.ec_sale.tax_id is 'The customer''s tax id, as it was on the invoice.';
comment on column tax.ec_sale.country is 'Its first two letters: EL is Greece.';
comment on column tax.ec_sale.belongs_to is 'The period to which it belongs.';
comment on column tax.ec_sale.is_correction is 'Whether that is an earlier one.';
comment on column tax.ec_sale.currency is 'ISO 4217.';
comment on column tax.ec_sale.taxable is 'The net; below zero where it was taken back.';
