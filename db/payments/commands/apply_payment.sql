-- Unapplied cash finds its invoice later: as named, or by the rules of a new payment.
create or replace function payments.apply_payment(
  payment_id uuid, applications payments.application_input[] default null
)
  returns payments.payments
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_payment payments.payments := payments.lock_payment(payment_id);
  v_applied payments.payment_applications[];
begin
  if cardinality(applications) > 500 then
    perform kernel.fail('INPUT', 'A payment is applied to 500 invoices at once.', 'applications');
  elsif v_payment.unapplied_amount = 0 then
    perform kernel.fail('TRANS', 'Nothing is left of the payment.', 'payment_id');
  end if;

  v_applied := payments.apply_to_invoices(
    v_payment,
    coalesce(applications, payments.choose_invoices(v_payment)),
    tenancy.today_of(v_payment.legal_entity_id),
    'applications');
  if v_applied <> '{}' then
    perform ledger.post(payments.application_postings(v_applied));
    v_payment := payments.lock_payment(v_payment.id);
    perform payments.announce('payment.applied', array[v_payment], v_applied);
    perform payments.note_cash(v_payment, v_applied);
  end if;
  return v_payment;
end $$;
comment on function payments.apply_payment is
  'Applies what is left of a payment: to the invoices named, else as a new payment would be.';
grant execute on function payments.apply_payment to tenor_cashier;
select controls.register_door('cash', 'payments.apply_payment');
