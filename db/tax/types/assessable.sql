do $$
begin
  if to_regtype('tax.assessable') is null then
    create type tax.assessable as (
      line_key bigint, invoice_key uuid, legal_entity_id uuid, account_id uuid, product_id uuid,
        tax_category text,
      amount numeric, currency text, tax_date date, is_inclusive boolean);
  end if;
end $$;
comment on type tax.assessable is 'A line to be taxed.';
comment on column tax.assessable.line_key is
  'Names the line among those given; its order among equals.';
comment on column tax.assessable.invoice_key is
  'The invoice on which tax is rounded together; may be null for one alone.';
comment on column tax.assessable.legal_entity_id is 'The seller, whose registrations decide.';
comment on column tax.assessable.account_id is
  'The account that the line serves, whose address decides.';
comment on column tax.assessable.product_id is 'The product, whose tax category applies, if any.';
comment on column tax.assessable.tax_category is 'The tax category, if it is not the product''s.';
comment on column tax.assessable.amount is
  'After discounts, in the currency: the net, or the gross if is_inclusive.';
comment on column tax.assessable.currency is 'ISO 4217.';
comment on column tax.assessable.tax_date is 'The tax point, whose rates apply.';
comment on column tax.assessable.is_inclusive is
  'Whether the amount holds its tax; null is as the tenant''s settings say.';
