-- Why it was held stays beside why it was released, until it is held again.
create or replace function customers.release_account(account_id uuid, reason text)
  returns customers.accounts
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_account customers.accounts := customers.find_account(account_id);
begin
  if nullif(btrim(reason), '') is null then
    perform kernel.fail('INPUT', 'A release needs a reason.', 'reason');
  end if;
  update customers.accounts as a
  set credit_hold = false, released_at = tenancy.now(),
    released_by = nullif(current_setting('tenor.subject', true), ''), release_reason = reason
  where a.tenant_id = v_account.tenant_id and a.id = v_account.id and a.credit_hold
  returning * into v_account;
  if not found then
    perform kernel.fail('TRANS', 'The account is not on hold.', 'account_id');
  end if;
  return v_account;
end $$;
comment on function customers.release_account is 'Releases an account from credit hold.';
grant execute on function customers.release_account to tenor_finance;
