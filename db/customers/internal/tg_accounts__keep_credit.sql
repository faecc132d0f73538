-- A limit that sales could walk away from would be none. What is billed for an account that pays
-- for itself counts against its own limit and those of the subtrees in which it stands; where
-- another pays it is whoever on the way up has one. While a hold or a limit is among them, only
-- moves that leave all of them in place are open to sales. Read from the path before the move,
-- whatever else the statement moves.
create or replace function customers.tg_accounts__keep_credit()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  if current_setting('role') in ('tenor_finance', 'tenor_admin', 'tenor_owner', 'none') then
    return new;
  elsif old.requires_purchase_order and not new.requires_purchase_order then
    perform kernel.fail('FORBD', 'Finance says whether an account needs no purchase order.',
      'requires_purchase_order');
  elsif new.currency <> old.currency and old.credit_limit is not null then
    perform kernel.fail('FORBD', 'The credit limit is in this currency: finance changes it.',
      'currency');
  elsif (new.path, new.payer) is distinct from (old.path, old.payer) and exists (
    select from customers.accounts as a
    where a.tenant_id = old.tenant_id and a.id = any (old.path)
      and case when old.payer = 'self' and new.payer = 'self'
        then a.credit_limit is not null and a.credit_limit_scope = 'subtree'
          and a.id <> all (new.path)
        else a.credit_limit is not null or a.credit_hold end
  ) then
    perform kernel.fail('FORBD',
      'A credit limit or hold counts what is billed for the account: finance moves it.',
      case when new.payer <> old.payer then 'payer' else 'parent_account_id' end);
  end if;
  return new;
end $$;
comment on function customers.tg_accounts__keep_credit is
  'Leaves it to finance to take an account out of a credit limit, a hold or its need of orders.';
