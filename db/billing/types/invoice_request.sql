do $$
begin
  if to_regtype('billing.invoice_request') is null then
    create type billing.invoice_request as (
      id uuid,
      account_id uuid,
      contract_id uuid,
      purchase_order_number text,
      currency text,
      amount numeric,
      issue_date date
    );
  end if;
end $$;
comment on type billing.invoice_request is 'An invoice that shall be made.';
comment on column billing.invoice_request.id is 'The invoice.';
comment on column billing.invoice_request.account_id is 'Who pays.';
comment on column billing.invoice_request.contract_id is 'The contract that it bills, if any.';
comment on column billing.invoice_request.purchase_order_number is 'The order that it names.';
comment on column billing.invoice_request.currency is 'ISO 4217.';
comment on column billing.invoice_request.amount is 'Its total, with tax.';
comment on column billing.invoice_request.issue_date is 'The day on which it is issued.';
