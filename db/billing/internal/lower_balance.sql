-- In one conditional update: of two at once, one is refused.
create or replace function billing.lower_balance(
  account_id uuid, legal_entity_id uuid, currency text, amount numeric
)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_column
begin
  update billing.account_balances as b
  set balance = b.balance - lower_balance.amount
  where b.tenant_id = tenancy.current_tenant_id() and b.account_id = lower_balance.account_id
    and b.legal_entity_id = lower_balance.legal_entity_id
    and b.currency = lower_balance.currency and b.balance >= lower_balance.amount;
  if not found then
    perform kernel.fail('TRANS', 'What the invoice gave the account is used already.',
      'invoice_id');
  end if;
end $$;
comment on function billing.lower_balance is
  'Takes from the balance of an account what an invoice below zero gave it; the caller books it.';
