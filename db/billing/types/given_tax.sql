do $$
begin
  if to_regtype('billing.given_tax') is null then
    create type billing.given_tax as (
      item_id uuid, invoice_id uuid, legal_entity_id uuid, registration_id uuid,
      jurisdiction text, taxable numeric, amount numeric, tax_code_id uuid);
  end if;
end $$;
comment on type billing.given_tax is 'A tax of an item that was given by hand, and whose it is.';
