-- Money of one account may pay another's invoice: its cash is handled, too.
create or replace function payments.note_cash(
  payment payments.payments, applications payments.payment_applications[]
)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  select controls.require('cash', 'account',
    array[payment.account_id] || array(
      select i.account_id from billing.invoices as i
      where i.tenant_id = payment.tenant_id
        and i.id in (select a.invoice_id from unnest(applications) as a)),
    array[payment.id] || array(select distinct a.invoice_id from unnest(applications) as a),
    payment.amount, payment.currency)
$$;
comment on function payments.note_cash is
  E'@behavior -*\nAsks whether the actor may handle the cash of a payment, and keeps that he did.';
