create or replace function billing.contracts_to_bill(among uuid[])
  returns setof uuid
  language sql stable security definer set search_path to ''
as $$
  select s.contract_id
  from billing.billing_schedules as s
  where s.tenant_id = (select tenancy.current_tenant_id())
    and (among is null or s.contract_id in (select unnest(among)))
    and s.next_bill_on <= (select tenancy.today())
$$;
comment on function billing.contracts_to_bill is
  'Contracts with something to bill by today, in all or among some.';
