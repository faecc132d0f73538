create or replace function payments.unapplied_cash_of(account_ids uuid[])
  returns table (account_id uuid, currency text, amount numeric)
  language plpgsql stable security definer set search_path to ''
  set plan_cache_mode to force_generic_plan
as $$
begin
  -- Not SQL: the plan of this is kept by the connection, which asks it for every invoice.
  return query
    select p.account_id, p.currency, sum(p.unapplied_amount)
    from payments.payments as p
    where p.tenant_id = (select tenancy.current_tenant_id())
      and p.account_id = any (account_ids) and p.unapplied_amount <> 0
    group by p.account_id, p.currency;
end $$;
comment on function payments.unapplied_cash_of is
  'What is left of the payments of accounts, by currency.';
select billing.register_cash_source('payments', 'payments.unapplied_cash_of',
  'payments.lock_unapplied_cash', 'payments.use_unapplied_cash',
  'payments.applied_to');
