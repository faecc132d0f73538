create or replace function payments.lock_payment(payment_id uuid)
  returns payments.payments
  language plpgsql volatile security invoker set search_path to ''
as $$
declare
  v_payment payments.payments;
begin
  perform tenancy.hold_clock();
  select * into v_payment from payments.payments as p
  where p.tenant_id = tenancy.current_tenant_id() and p.id = lock_payment.payment_id
  for update;
  if not found then
    perform kernel.fail('NOTFD', 'No payment has this id.', 'payment_id');
  end if;
  return v_payment;
end $$;
comment on function payments.lock_payment is
  'The payment, locked until the end of the transaction, or NOTFD.';
