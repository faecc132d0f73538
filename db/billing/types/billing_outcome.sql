do $$
begin
  if to_regtype('billing.billing_outcome') is null then
    create type billing.billing_outcome as (
      contract_id uuid, invoice_id uuid, code text, message text, payer_id uuid);
  end if;
end $$;
comment on type billing.billing_outcome is
  'What became of a contract''s due: an invoice, or the error code and sentence of the refusal.';
