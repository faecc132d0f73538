create or replace function billing.due_among(contract_ids uuid[], as_of date)
  returns table (contract_id uuid, payer_id uuid)
  language sql stable security definer set search_path to ''
as $$
  select s.contract_id, paying.id
  from billing.billing_schedules as s
  join sales.contracts as c on c.tenant_id = s.tenant_id and c.id = s.contract_id
  join customers.accounts as a on a.tenant_id = c.tenant_id and a.id = c.account_id
  cross join lateral customers.payer_of(a) as paying
  where s.tenant_id = (select tenancy.current_tenant_id()) and s.contract_id = any (contract_ids)
    and s.next_bill_on <= due_among.as_of
$$;
comment on function billing.due_among is
  'Those of contracts that have something to bill until a day, and who pays.';
