-- Recorded when the bank paid it, in full: until then the balance is the account's, to be used. The
-- lock on the balance lets no two take the same cent.
create or replace function billing.refund_balance(
  account_id uuid,
  reason text,
  amount kernel.amount default null,
  currency text default null,
  legal_entity_id uuid default null,
  refunded_on date default null,
  reference text default null
)
  returns billing.balance_refunds
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_balances billing.account_balances[];
  v_balance billing.account_balances;
  v_amount numeric;
  v_today date;
  v_day date;
  v_lowest numeric;
  v_refund billing.balance_refunds;
begin
  perform tenancy.hold_clock();
  if not exists (
    select from customers.accounts as a where a.tenant_id = v_tenant_id and a.id = account_id
  ) then
    perform kernel.fail('NOTFD', 'No account has this id.', 'account_id');
  elsif coalesce(btrim(reason), '') = '' or length(reason) > 1000 then
    perform kernel.fail('INPUT', 'Say why, in up to 1,000 characters.', 'reason');
  end if;
  with locked as (
    select b.* from billing.account_balances as b
    where b.tenant_id = v_tenant_id and b.account_id = account_id
      and b.currency = coalesce(currency, b.currency)
      and b.legal_entity_id = coalesce(legal_entity_id, b.legal_entity_id)
    order by b.currency, b.legal_entity_id
    for update
  )
  select array_agg(l order by l.currency) into v_balances from locked as l where l.balance > 0;
  if v_balances is null then
    perform kernel.fail('TRANS', 'The account has no such balance.', 'account_id');
  elsif cardinality(v_balances) > 1 then
    perform kernel.fail('INPUT',
      'The account has several balances: name the currency and the legal entity.',
      case when v_balances[1].currency < v_balances[cardinality(v_balances)].currency
        then 'currency' else 'legal_entity_id' end);
  end if;
  v_balance := v_balances[1];
  v_amount := kernel.round_amount(coalesce(amount, v_balance.balance), v_balance.currency);
  v_today := tenancy.today_of(v_balance.legal_entity_id);
  v_day := coalesce(refunded_on, v_today);
  if amount <= 0 or amount <> v_amount then
    perform kernel.fail('INPUT',
      'An amount is above zero, with no more decimals than its currency.', 'amount');
  elsif v_amount > v_balance.balance then
    perform kernel.fail('OVRAP', format('The balance has %s left.', v_balance.balance), 'amount');
  elsif v_day > v_today then
    perform kernel.fail('INPUT', 'A refund is recorded when it was paid.', 'refunded_on');
  end if;
  perform ledger.check_open(v_balance.legal_entity_id, refunded_on, 'receivables', 'refunded_on');
  if v_day < v_today then
    v_lowest := ledger.lowest_balance(v_balance.legal_entity_id, 'customer_balance',
      v_balance.currency, v_balance.account_id, v_day);
    if v_amount > v_lowest then
      perform kernel.fail('OVRAP', format('Since %s the balance had %s at least.', v_day, v_lowest),
        'refunded_on');
    end if;
  end if;

  update billing.account_balances as b
  set balance = b.balance - v_amount
  where b.tenant_id = v_tenant_id and b.id = v_balance.id;
  insert into billing.balance_refunds (account_id, legal_entity_id, currency, amount, reason,
    reference, refunded_on)
  values (v_balance.account_id, v_balance.legal_entity_id, v_balance.currency, v_amount, reason,
    nullif(btrim(reference), ''), v_day)
  returning * into v_refund;
  perform ledger.post(array(
    select (v_refund.legal_entity_id, 'billing.balance_refund', v_refund.id, 'refunded',
      v_refund.reason, null, v_refund.refunded_on, v_refund.currency,
      step.debit, v_refund.account_id, step.credit, step.credit_subject_id, v_refund.amount
      )::ledger.posting
    from (values ('customer_balance', 'refunds_payable', v_refund.account_id),
      ('refunds_payable', 'cash', null)) as step (debit, credit, credit_subject_id)));
  perform events.publish('balance.refunded', 'balance_refund', v_refund.id, to_jsonb(v_refund));
  perform controls.require('payout', 'account', array[v_refund.account_id],
    amount => v_refund.amount, currency => v_refund.currency);
  return v_refund;
end $$;
comment on function billing.refund_balance is
  'Records that the balance of an account was paid out to it, all of it or an amount. Codes: '
  'not_found, illegal_transition (it has none), over_application (it has less, now or since that '
  'day), period_closed, invalid_input.';
grant execute on function billing.refund_balance to tenor_finance;
select controls.register_door('payout', 'billing.refund_balance');
