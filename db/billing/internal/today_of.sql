create or replace function billing.today_of(account_id uuid)
  returns date
  language sql stable security definer set search_path to ''
as $$
  select (tenancy.now() at time zone settings.time_zone)::date
  from customers.accounts as a
  cross join lateral customers.payer_of(a) as paying
  cross join lateral customers.settings_of(paying) as settings
  where a.tenant_id = (select tenancy.current_tenant_id()) and a.id = today_of.account_id
$$;
comment on function billing.today_of is 'The business day where an account''s payer is.';
