-- Asked for every batch of invoices that is issued, mostly in vain: one look into the index of
-- payments that have something left, none where the tenant does not want it.
create or replace function payments.lock_unapplied_cash(account_ids uuid[])
  returns boolean
  language plpgsql volatile security definer set search_path to ''
  set plan_cache_mode to force_generic_plan
as $$
begin
  perform from payments.payments as p
  where p.tenant_id = (select tenancy.current_tenant_id())
    and p.account_id = any (account_ids) and p.unapplied_amount <> 0
    and (select t.uses_unapplied_cash from tenancy.tenants as t
      where t.id = (select tenancy.current_tenant_id()))
  order by p.id
  for update of p;
  return found;
end $$;
comment on function payments.lock_unapplied_cash is
  'Locks what is left of the payments of accounts, if new invoices may use it; is there any?';
