-- The money is here, whatever the invoice says by now: what cannot be applied stays as unapplied
-- cash. Only an invoice that cannot be meant (a draft, a void one, another currency) is refused.
create or replace function payments.record_payment(
  amount kernel.amount,
  account_id uuid default null,
  currency text default null,
  method text default 'wire',
  reference text default null,
  received_on date default null,
  invoice_id uuid default null,
  application text default 'auto',
  notes text default null,
  metadata jsonb default '{}',
  legal_entity_id uuid default null,
  deposit_for payments.deposit_input default null
)
  returns payments.payments
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_is_deposit boolean := num_nonnulls(deposit_for) > 0;
  v_invoice billing.invoices;
  v_account customers.accounts;
  v_currency text;
  v_zero kernel.amount;
  v_entity_id uuid;
  v_today date;
  v_payment payments.payments;
  v_applied payments.payment_applications[] := '{}';
begin
  perform tenancy.hold_clock();
  if coalesce(application, 'auto') <> all ('{auto,none}') then
    perform kernel.fail('INPUT', 'An application is auto or none.', 'application');
  elsif account_id is null and invoice_id is null then
    perform kernel.fail('INPUT', 'Name the account or the invoice that was paid.', 'account_id');
  elsif v_is_deposit and (invoice_id is not null or application = 'none') then
    perform kernel.fail('INPUT', 'An advance payment is for its own invoice.', 'deposit_for');
  elsif invoice_id is not null then
    v_invoice := payments.find_invoice(invoice_id);
  end if;
  v_account := customers.find_account(coalesce(account_id, v_invoice.account_id));
  v_currency := coalesce(currency, v_invoice.currency, v_account.currency);
  v_entity_id := coalesce(legal_entity_id, v_invoice.legal_entity_id,
    customers.accounts_effective_legal_entity_id(v_account));
  v_today := tenancy.today_of(v_entity_id);
  v_zero := kernel.round_amount(0, v_currency);
  if received_on > v_today then
    perform kernel.fail('INPUT', 'A payment is recorded when it is there.', 'received_on');
  elsif amount <> kernel.round_amount(amount, v_currency) then
    perform kernel.fail('INPUT', 'The amount has more decimals than its currency.', 'amount');
  end if;

  perform ledger.check_open(v_entity_id, received_on,
    case when v_is_deposit then 'all' else 'receivables' end, 'received_on');

  insert into payments.payments as p (account_id, legal_entity_id, currency, amount, applied_amount,
    refunded_amount, method, reference, received_on, notes, metadata)
  values (
    v_account.id, v_entity_id, v_currency, kernel.round_amount(amount, v_currency), v_zero, v_zero,
    coalesce(method, 'wire'), nullif(btrim(reference), ''), coalesce(received_on, v_today), notes,
    coalesce(metadata, '{}'))
  returning * into v_payment;

  if v_is_deposit then
    v_invoice := billing.bill_deposit(v_account.id, v_entity_id, v_currency, v_payment.amount,
      v_payment.received_on, (deposit_for).items);
    invoice_id := v_invoice.id;
  end if;
  if application is distinct from 'none' then
    v_applied := payments.apply_to_invoices(
      v_payment,
      case when invoice_id is null then payments.choose_invoices(v_payment)
        else array[(invoice_id, null)::payments.application_input] end,
      v_payment.received_on);
  end if;
  perform ledger.post(
    payments.cash_postings(v_payment, v_applied)
    || payments.application_postings(array(
      select a from unnest(v_applied) as a where a.applied_on > v_payment.received_on)));
  if v_is_deposit then
    perform billing.fix_documents(array[v_invoice.id], is_settled => true);
  end if;
  v_payment := payments.lock_payment(v_payment.id);
  perform payments.announce('payment.received', array[v_payment], v_applied);
  if v_applied <> '{}' then
    perform payments.announce('payment.applied', array[v_payment], v_applied);
  end if;
  perform payments.note_cash(v_payment, v_applied);
  return v_payment;
end $$;
comment on function payments.record_payment is
  'Records money received and applies it: to the invoice, else by the numbers in the reference, '
  'else by exact amount, else oldest due first; the rest stays unapplied. With deposit_for it is '
  'an advance payment: an invoice of these items is issued on its day, and paid by it. Codes: '
  'not_found, invalid_input (also items that come to another amount), period_closed, credit_hold, '
  'tax_unresolved, document_incomplete.';
grant execute on function payments.record_payment to tenor_cashier;
select controls.register_door('cash', 'payments.record_payment');
