-- The money bounced, or never was: whatever had it owes it again. What was given back of it is gone
-- a second time, which only a person can set right. Asked again, nothing happens.
create or replace function payments.reverse_payment(
  payment_id uuid, reason text, "on" date default null
)
  returns payments.payments
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_payment payments.payments := payments.lock_payment(payment_id);
  v_today date := greatest(
    v_payment.received_on, tenancy.today_of(v_payment.legal_entity_id));
  v_day date := coalesce("on", v_today);
  v_taken payments.payment_applications[];
begin
  if coalesce(btrim(reason), '') = '' or length(reason) > 1000 then
    perform kernel.fail('INPUT', 'Say why, in up to 1,000 characters.', 'reason');
  elsif v_payment.status = 'reversed' then
    return v_payment;
  elsif v_payment.refunded_amount > 0 then
    perform kernel.fail('RFNDD',
      format('%s of the payment was given back.', v_payment.refunded_amount), 'payment_id');
  elsif v_day not between v_payment.received_on and v_today then
    perform kernel.fail('INPUT', 'A reversal lies between the payment and today.', 'on');
  end if;

  perform ledger.check_open(v_payment.legal_entity_id, "on", 'receivables', 'on');

  v_taken := payments.take_back(v_payment, v_payment.applied_amount, v_day);
  update payments.payments as p
  set status = 'reversed', reversed_on = v_day, reversal_reason = reason
  where p.tenant_id = v_payment.tenant_id and p.id = v_payment.id
  returning * into v_payment;

  perform ledger.post(
    payments.cash_postings(v_payment, v_taken)
    || payments.application_postings(array(
      select t from unnest(v_taken) as t where t.applied_on > v_payment.reversed_on)));
  if v_day < v_today and ledger.lowest_balance(v_payment.legal_entity_id, 'unapplied_cash',
    v_payment.currency, v_payment.id, v_day) < 0
  then
    perform kernel.fail('INPUT', 'On that day an invoice had some of it, and gave it back later.',
      'on');
  end if;
  perform payments.announce('payment.reversed', array[v_payment], v_taken);
  perform payments.note_cash(v_payment, v_taken);
  return v_payment;
end $$;
comment on function payments.reverse_payment is
  'Takes a payment back that bounced or was mistyped: its invoices are owed again, the books are '
  'turned round on the day of the reversal. Reversed already, it stays as it is. Codes: '
  'not_found, payment_refunded, invalid_input.';
grant execute on function payments.reverse_payment to tenor_cashier;
select controls.register_door('cash', 'payments.reverse_payment');
