-- Limits above that count their subtree are asked only where there are some: most accounts stand
-- alone, and this is asked before each of their invoices.
create or replace function billing.account_credit(account_id uuid)
  returns billing.credit_standing
  language plpgsql stable security definer set search_path to ''
  set plan_cache_mode to force_generic_plan
as $$
declare
  v_account customers.accounts := customers.find_account(account_id);
  v_standing billing.credit_standing;
begin
  select e.account_id, e.currency, e.scope, e.credit_limit, e.exposure, e.available,
    e.receivables, e.drafts, e.unapplied_cash, v_account.credit_hold, v_account.hold_reason,
    e.unknown_currencies
  into v_standing
  from billing.exposures(array[v_account.id]) as e;

  if v_account.depth > 1 then
    select least(v_standing.available, min(case when e.currency = v_account.currency
        then e.available
        -- In another currency without a rate: nothing is known to be left.
        else coalesce(kernel.round_amount(e.available * currencies.exchange_rate(
          e.currency, v_account.currency, tenancy.today()), v_account.currency),
          least(e.available, 0)) end))
    into v_standing.available
    from billing.exposures(array(
      select h.holder_id from billing.credit_holders(array[v_account.id]) as h
      where h.holder_id <> v_account.id)) as e;
  end if;
  return v_standing;
end $$;
comment on function billing.account_credit is
  'Credit limit, exposure and hold of an account. Codes: not_found.';
grant execute on function billing.account_credit to tenor_viewer;
