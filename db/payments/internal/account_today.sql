create or replace function payments.account_today(account_id uuid)
  returns date
  language sql stable security invoker set search_path to ''
as $$
  select tenancy.today(customers.accounts_effective_time_zone(a))
  from customers.accounts as a
  where a.tenant_id = (select tenancy.current_tenant_id()) and a.id = account_today.account_id
$$;
comment on function payments.account_today is 'The business day where the account is.';
