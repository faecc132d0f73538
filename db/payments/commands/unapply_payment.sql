-- The money stays with its payment, to be applied elsewhere or given back.
create or replace function payments.unapply_payment(
  payment_id uuid, invoice_id uuid, amount kernel.amount default null
)
  returns payments.payments
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_payment payments.payments := payments.lock_payment(payment_id);
  v_invoice billing.invoices := payments.find_invoice(invoice_id);
  v_held numeric := (
    select sum(a.amount) from payments.payment_applications as a
    where a.tenant_id = v_payment.tenant_id and a.payment_id = v_payment.id
      and a.invoice_id = v_invoice.id);
  v_taken payments.payment_applications[];
begin
  if coalesce(v_held, 0) = 0 then
    perform kernel.fail('TRANS', 'The invoice has nothing of this payment.', 'invoice_id');
  elsif amount <= 0 or amount <> kernel.round_amount(amount, v_payment.currency) then
    perform kernel.fail('INPUT',
      'An amount is above zero, with no more decimals than its currency.', 'amount');
  elsif amount > v_held then
    perform kernel.fail('OVRAP', format('The invoice has %s of the payment.', v_held), 'amount');
  end if;

  v_taken := payments.take_back(v_payment, coalesce(amount, v_held),
    greatest(v_payment.received_on, tenancy.today_of(v_payment.legal_entity_id)), v_invoice.id);
  perform ledger.post(payments.application_postings(v_taken));
  v_payment := payments.lock_payment(v_payment.id);
  perform payments.announce('payment.unapplied', array[v_payment], v_taken);
  perform payments.note_cash(v_payment, v_taken);
  return v_payment;
end $$;
comment on function payments.unapply_payment is
  'Takes what an invoice has got of a payment, all of it or an amount, back to unapplied cash; the '
  'invoice is owed again. Codes: not_found, illegal_transition (it has nothing of it), '
  'over_application, invalid_input.';
grant execute on function payments.unapply_payment to tenor_cashier;
select controls.register_door('cash', 'payments.unapply_payment');
