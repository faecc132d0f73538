-- What was paid out on a day must have been there on that day, and not be needed by what used the
-- balance afterwards: the books are never below zero, on no day.
create or replace function billing.lowest_balance(balance billing.account_balances, since date)
  returns numeric
  language sql stable security definer set search_path to ''
as $$
  with moves as (
    select t.posted_on as day, t.amount
    from ledger.ledger_accounts as a
    join ledger.transfers as t on t.tenant_id = a.tenant_id and t.credit_account_id = a.id
    where a.tenant_id = (balance).tenant_id and a.code = 'customer_balance'
      and a.legal_entity_id = (balance).legal_entity_id and a.currency = (balance).currency
      and t.credit_subject_id = (balance).account_id
    union all
    select t.posted_on, -t.amount
    from ledger.ledger_accounts as a
    join ledger.transfers as t on t.tenant_id = a.tenant_id and t.debit_account_id = a.id
    where a.tenant_id = (balance).tenant_id and a.code = 'customer_balance'
      and a.legal_entity_id = (balance).legal_entity_id and a.currency = (balance).currency
      and t.debit_subject_id = (balance).account_id
    union all
    select lowest_balance.since, 0
  )
  select kernel.round_amount(min(known.held), (balance).currency)
  from (
    select m.day, sum(sum(m.amount)) over (order by m.day) as held
    from moves as m
    group by m.day
  ) as known
  where known.day >= lowest_balance.since
$$;
comment on function billing.lowest_balance is
  'The lowest balance of an account by the books, on a day and since.';
