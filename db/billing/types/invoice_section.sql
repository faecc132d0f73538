do $$
begin
  if to_regtype('billing.invoice_section') is null then
    create type billing.invoice_section as (
      account_id uuid,
      account_name text,
      tax_id text,
      subtotal kernel.amount,
      discount kernel.amount,
      tax kernel.amount,
      total kernel.amount
    );
  end if;
end $$;
comment on type billing.invoice_section is 'What an invoice bills for one account.';
comment on column billing.invoice_section.account_id is 'The account that the items serve.';
comment on column billing.invoice_section.account_name is 'Its name.';
comment on column billing.invoice_section.tax_id is
  'Its tax id, or that of the nearest account above, as printed.';
comment on column billing.invoice_section.subtotal is 'Sum of its items before discount and tax.';
comment on column billing.invoice_section.discount is 'Sum of its items'' discounts.';
comment on column billing.invoice_section.tax is 'Sum of its items'' tax.';
comment on column billing.invoice_section.total is 'subtotal - discount + tax.';
