create or replace function customers.hold_account(account_id uuid, reason text)
  returns customers.accounts
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_account customers.accounts := customers.find_account(account_id);
begin
  if nullif(btrim(reason), '') is null then
    perform kernel.fail('INPUT', 'A hold needs a reason.', 'reason');
  elsif customers.hold_accounts(array[v_account.id], reason) = 0 then
    perform kernel.fail('TRANS', 'The account is on hold already.', 'account_id');
  end if;
  return customers.find_account(v_account.id);
end $$;
comment on function customers.hold_account is
  'Puts an account on credit hold: no new invoice is made for it until it is released.';
grant execute on function customers.hold_account to tenor_finance;
