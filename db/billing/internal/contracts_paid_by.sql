-- From the payer down, however many others are due. Ordered, so that rivals lock alike.
create or replace function billing.contracts_paid_by(payer_id uuid, bill_until date)
  returns setof uuid
  language sql stable security definer set search_path to ''
as $$
  select c.id
  from customers.subtree_ids(payer_id) as served (id)
  join customers.accounts as a
    on a.tenant_id = (select tenancy.current_tenant_id()) and a.id = served.id
  cross join lateral customers.payer_of(a) as paying
  join sales.contracts as c on c.tenant_id = a.tenant_id and c.account_id = a.id
  join billing.billing_schedules as s on s.tenant_id = c.tenant_id and s.contract_id = c.id
  where paying.id = contracts_paid_by.payer_id and s.next_bill_on <= bill_until
    and (bill_until <= (select tenancy.today()) or billing.can_be_prepared(c))
  order by c.id
$$;
comment on function billing.contracts_paid_by is
  'The contracts that an account pays for, its own and of accounts below, with something due.';
