do $$
begin
  if to_regtype('billing.invoice_admission') is null then
    create type billing.invoice_admission as (
      id uuid,
      purchase_order_id uuid,
      drawn_amount kernel.amount,
      code text,
      message text
    );
  end if;
end $$;
comment on type billing.invoice_admission is 'Whether an invoice may be made.';
comment on column billing.invoice_admission.id is 'The invoice.';
comment on column billing.invoice_admission.purchase_order_id is
  'The order on which it draws, if it names one that is entered.';
comment on column billing.invoice_admission.drawn_amount is 'How much it has drawn.';
comment on column billing.invoice_admission.code is
  'Error code of the refusal: CRHLD, POEXH, POEXP, PONAP, POREQ or NORAT; null if it may be made.';
comment on column billing.invoice_admission.message is 'The refusal in words.';
