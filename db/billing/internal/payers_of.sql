create or replace function billing.payers_of(contract_ids uuid[])
  returns uuid[]
  language sql stable security definer set search_path to ''
as $$
  select array_agg(distinct paying.id)
  from (
    select c.account_id from sales.contracts as c
    where c.tenant_id = (select tenancy.current_tenant_id()) and c.id = any(contract_ids)
    union
    select s.account_id from sales.contract_shares as s
    where s.tenant_id = (select tenancy.current_tenant_id()) and s.contract_id = any(contract_ids)
  ) as bearing
  join customers.accounts as a
    on a.tenant_id = (select tenancy.current_tenant_id()) and a.id = bearing.account_id
  cross join lateral customers.payer_of(a) as paying
$$;
comment on function billing.payers_of is
  'The accounts that are billed for contracts, and for parts of them.';
