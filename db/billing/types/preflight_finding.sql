do $$
begin
  if to_regtype('billing.preflight_finding') is null then
    create type billing.preflight_finding as (
      code text,
      message text,
      pointer text,
      law text,
      is_blocking boolean
    );
  end if;
end $$;
comment on type billing.preflight_finding is 'What to look at before an invoice is issued.';
comment on column billing.preflight_finding.code is
  'What is missing, as tax.required_content calls it: seller_address, customer_address; or '
  'tax_not_registered.';
comment on column billing.preflight_finding.message is 'A sentence that says what to enter.';
comment on column billing.preflight_finding.pointer is 'Where it is entered, a path of the API.';
comment on column billing.preflight_finding.law is 'The law that asks for it, where one does.';
comment on column billing.preflight_finding.is_blocking is
  'Whether the invoice cannot be issued without.';
