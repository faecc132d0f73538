create or replace function billing.payers_of(contract_ids uuid[])
  returns uuid[]
  language sql stable security definer set search_path to ''
as $$
  select array_agg(distinct paying.id)
  from sales.contracts as c
  join customers.accounts as a on a.tenant_id = c.tenant_id and a.id = c.account_id
  cross join lateral customers.payer_of(a) as paying
  where c.tenant_id = (select tenancy.current_tenant_id()) and c.id = any(contract_ids)
$$;
comment on function billing.payers_of is 'The accounts that are billed for contracts.';
