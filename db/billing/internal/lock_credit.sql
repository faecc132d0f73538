-- Whoever makes an invoice larger holds the limits that count it from the check to the commit, so
-- that two at once cannot both take the last of it. Invoices that point at the account do not wait
-- for this lock. In a statement of its own, before the check.
create or replace function billing.lock_credit(account_ids uuid[])
  returns void
  language plpgsql volatile security definer set search_path to ''
  set plan_cache_mode to force_generic_plan
as $$
begin
  perform tenancy.hold_clock();
  perform from customers.accounts as a
  where a.tenant_id = tenancy.current_tenant_id()
    and a.id = any (array(select h.holder_id from billing.credit_holders(account_ids) as h))
  order by a.id
  for no key update;
end $$;
comment on function billing.lock_credit is
  'Nobody else takes of the credit of these accounts until the transaction ends.';
