do $$
begin
  if to_regtype('billing.invoice_preview') is null then
    create type billing.invoice_preview as (
      contract_id uuid,
      account_id uuid,
      as_of date,
      currency text,
      subtotal kernel.amount,
      discount kernel.amount,
      tax kernel.amount,
      total kernel.amount,
      invoices billing.previewed_invoice[]
    );
  end if;
end $$;
comment on type billing.invoice_preview is 'What a contract would be billed until a day.';
