do $$
begin
  if to_regtype('payments.application_input') is null then
    create type payments.application_input as (invoice_id uuid, amount kernel.amount);
  end if;
end $$;
comment on type payments.application_input is 'How much of a payment an invoice shall get.';
comment on column payments.application_input.invoice_id is 'The invoice.';
comment on column payments.application_input.amount is
  'How much; if null as much as the invoice needs and the payment has left.';
