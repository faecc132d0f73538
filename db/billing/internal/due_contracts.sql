-- Off the index by the latest day that it is anywhere (the day begins up to 14 hours ahead of UTC),
-- then by each account's own day. With a day given, by that.
create or replace function billing.due_contracts(
  as_of date default null,
  first_contract_id uuid default null,
  last_contract_id uuid default null
)
  returns setof uuid
  language sql stable security definer set search_path to ''
as $$
  select s.contract_id
  from (select tenancy.now()) as clock (now)
  join billing.billing_schedules as s on s.tenant_id = (select tenancy.current_tenant_id())
    and s.next_bill_on <= coalesce(
      due_contracts.as_of, (clock.now at time zone 'Etc/GMT-14')::date)
  join sales.contracts as c on c.tenant_id = s.tenant_id and c.id = s.contract_id
  join customers.accounts as a on a.tenant_id = c.tenant_id and a.id = c.account_id
  cross join lateral customers.settings_of(a) as settings
  where s.next_bill_on <= coalesce(
      due_contracts.as_of, (clock.now at time zone settings.time_zone)::date)
    and (due_contracts.first_contract_id is null
      or s.contract_id between due_contracts.first_contract_id and due_contracts.last_contract_id)
$$;
comment on function billing.due_contracts is
  'Contracts with something to bill until a day, by default each account''s today.';
