do $$
begin
  if to_regtype('billing.subsidiary_invoice') is null then
    create type billing.subsidiary_invoice as (
      invoice_id uuid,
      invoice_number text,
      account_id uuid,
      account_name text,
      status text,
      currency text,
      issue_date date,
      due_date date,
      net kernel.amount,
      tax kernel.amount,
      total kernel.amount,
      balance kernel.amount
    );
  end if;
end $$;
comment on type billing.subsidiary_invoice is 'An invoice on the statement of an account above.';
comment on column billing.subsidiary_invoice.invoice_id is 'The invoice.';
comment on column billing.subsidiary_invoice.invoice_number is 'Its number.';
comment on column billing.subsidiary_invoice.account_id is 'Who pays it.';
comment on column billing.subsidiary_invoice.account_name is 'Name of who pays it.';
comment on column billing.subsidiary_invoice.status is
  'Its state; drafts and void ones are left out.';
comment on column billing.subsidiary_invoice.currency is 'ISO 4217.';
comment on column billing.subsidiary_invoice.issue_date is 'Its day.';
comment on column billing.subsidiary_invoice.due_date is 'When it is due.';
comment on column billing.subsidiary_invoice.net is 'What it comes to after discount, before tax.';
comment on column billing.subsidiary_invoice.tax is 'Its tax.';
comment on column billing.subsidiary_invoice.total is 'net + tax.';
comment on column billing.subsidiary_invoice.balance is 'What is still owed of it.';
