-- Off the index by the latest day that it is anywhere (the day begins up to 14 hours ahead of UTC),
-- then by each payer's own day. With a day given, by that.
create or replace function billing.due_contracts(
  as_of date default null, account_id uuid default null, currency text default null
)
  returns table (contract_id uuid, payer_id uuid)
  language sql stable security definer set search_path to ''
as $$
  select s.contract_id, paying.id
  from (select tenancy.now() offset 0) as clock (now)
  join billing.billing_schedules as s on s.tenant_id = (select tenancy.current_tenant_id())
    and s.next_bill_on <= coalesce(
      due_contracts.as_of, (clock.now at time zone 'Etc/GMT-14')::date)
  join sales.contracts as c on c.tenant_id = s.tenant_id and c.id = s.contract_id
  join customers.accounts as a on a.tenant_id = c.tenant_id and a.id = c.account_id
  cross join lateral customers.payer_of(a) as paying
  cross join lateral customers.settings_of(paying) as settings
  where s.next_bill_on <= coalesce(
      due_contracts.as_of, (clock.now at time zone settings.time_zone)::date)
    and (due_contracts.account_id is null or due_contracts.account_id = any (paying.path))
    and (due_contracts.currency is null or c.currency = due_contracts.currency)
$$;
comment on function billing.due_contracts is
  'Contracts with something to bill until a day, by default each payer''s today, and who pays; of '
  'all, or of an account and those below it, or in a currency.';
