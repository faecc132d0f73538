-- What is due is found first and the rest looked up by its keys: most days nothing is, and a
-- planner that knows nothing of the tables yet would start from all accounts. Asked about a day to
-- come, only what can be prepared is.
create or replace function billing.due_contracts(
  as_of date default null, account_id uuid default null, currency text default null
)
  returns table (contract_id uuid, payer_id uuid)
  language sql stable security definer set search_path to ''
as $$
  with due as materialized (
    select s.tenant_id, s.contract_id, due_contracts.as_of > clock.today as is_ahead
    from (select tenancy.today() offset 0) as clock (today)
    join billing.billing_schedules as s on s.tenant_id = (select tenancy.current_tenant_id())
      and s.next_bill_on <= coalesce(due_contracts.as_of, clock.today)
  )
  select due.contract_id, paying.id
  from due
  cross join lateral (
    select c.account_id
    from sales.contracts as c
    where c.tenant_id = due.tenant_id and c.id = due.contract_id
      and (due_contracts.currency is null or c.currency = due_contracts.currency)
      and (due.is_ahead is not true or billing.can_be_prepared(c))
    offset 0
  ) as c
  cross join lateral (
    select a as served
    from customers.accounts as a
    where a.tenant_id = due.tenant_id and a.id = c.account_id
    offset 0
  ) as a
  cross join lateral customers.payer_of(a.served) as paying
  where due_contracts.account_id is null or due_contracts.account_id = any (paying.path)
$$;
comment on function billing.due_contracts is
  'Contracts with something to bill until a day, by default today, and who pays; of all, or of an '
  'account and those below it, or in a currency.';
