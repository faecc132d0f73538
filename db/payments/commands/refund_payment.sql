-- Gives back only what no invoice has got; an applied part is first freed by a credit note.
-- On a day that is typed it must have been there, and not be applied since.
create or replace function payments.refund_payment(
  payment_id uuid,
  reason text,
  amount kernel.amount default null,
  refunded_on date default null
)
  returns payments.payments
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_payment payments.payments := payments.lock_payment(payment_id);
  v_today date := tenancy.today_of(v_payment.legal_entity_id);
  v_amount numeric := kernel.round_amount(
    coalesce(amount, v_payment.unapplied_amount), v_payment.currency);
  v_lowest numeric;
  v_refund payments.refunds;
begin
  if v_payment.unapplied_amount = 0 then
    perform kernel.fail('TRANS', 'Nothing is left of the payment.', 'payment_id');
  elsif amount > v_payment.unapplied_amount then
    perform kernel.fail('OVRAP', format('The payment has %s left.', v_payment.unapplied_amount),
      'amount');
  elsif amount <> v_amount then
    perform kernel.fail('INPUT', 'The amount has more decimals than its currency.', 'amount');
  elsif refunded_on not between v_payment.received_on and v_today then
    perform kernel.fail('INPUT', 'A refund lies between the payment and today.', 'refunded_on');
  end if;

  perform ledger.check_open(v_payment.legal_entity_id, refunded_on, 'receivables', 'refunded_on');
  if refunded_on < v_today then
    v_lowest := ledger.lowest_balance(v_payment.legal_entity_id, 'unapplied_cash',
      v_payment.currency, v_payment.id, refunded_on);
    if v_amount > v_lowest then
      perform kernel.fail('OVRAP',
        format('Since %s the payment had %s at least.', refunded_on, v_lowest), 'refunded_on');
    end if;
  end if;

  insert into payments.refunds as r (payment_id, amount, reason, refunded_on)
  values (v_payment.id, v_amount, reason, coalesce(refunded_on, v_today))
  returning * into v_refund;
  update payments.payments as p
  set refunded_amount = p.refunded_amount + v_refund.amount,
    status = case when p.refunded_amount + v_refund.amount = p.amount then 'refunded'
      else p.status end
  where p.tenant_id = v_payment.tenant_id and p.id = v_payment.id
  returning * into v_payment;

  perform ledger.post(array[(
    v_payment.legal_entity_id, 'payments.refund', v_refund.id, 'refunded', v_refund.reason, null,
    v_refund.refunded_on,
    v_payment.currency, 'unapplied_cash', v_payment.id, 'cash', null, v_refund.amount
  )::ledger.posting]);
  perform events.publish('payment.refunded', 'payment', v_payment.id, to_jsonb(v_payment));
  perform controls.require('refund', 'account', array[v_payment.account_id],
    array[v_payment.id], v_refund.amount, v_payment.currency);
  return v_payment;
end $$;
comment on function payments.refund_payment is
  'Gives back what is left of a payment, all of it or an amount. Codes: not_found, '
  'illegal_transition (nothing is left), over_application (less is left, now or since that day), '
  'period_closed, invalid_input.';
grant execute on function payments.refund_payment to tenor_finance;
select controls.register_door('refund', 'payments.refund_payment');
