do $$
begin
  if to_regtype('billing.missing_content') is null then
    create type billing.missing_content as (
      code text,
      message text,
      pointer text,
      law text
    );
  end if;
end $$;
comment on type billing.missing_content is
  'What an invoice must say and cannot, since nobody entered it.';
comment on column billing.missing_content.code is
  'What is missing, as tax.required_content calls it: seller_address, customer_address.';
comment on column billing.missing_content.message is 'A sentence that says what to enter.';
comment on column billing.missing_content.pointer is 'Where it is entered, a path of the API.';
comment on column billing.missing_content.law is 'The law that asks for it.';
