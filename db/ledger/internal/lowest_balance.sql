-- What leaves on a day that a person typed must have been there on that day, and not be needed by
-- what left afterwards: what is owed, by us or to us, is below zero on no day.
create or replace function ledger.lowest_balance(
  legal_entity_id uuid, code text, currency text, subject_id uuid, since date
)
  returns numeric
  language sql stable security definer set search_path to ''
as $$
  with account as (
    select a.id, case a.normal_side when 'debit' then 1 else -1 end as direction
    from ledger.ledger_accounts as a
    where a.tenant_id = (select tenancy.current_tenant_id())
      and a.legal_entity_id = lowest_balance.legal_entity_id and a.code = lowest_balance.code
      and a.currency = lowest_balance.currency
  ),
  moves as (
    select t.posted_on as day, -a.direction * t.amount as amount
    from account as a
    join ledger.transfers as t
      on t.tenant_id = (select tenancy.current_tenant_id()) and t.credit_account_id = a.id
    where t.currency = lowest_balance.currency and t.credit_subject_id = lowest_balance.subject_id
    union all
    select t.posted_on, a.direction * t.amount
    from account as a
    join ledger.transfers as t
      on t.tenant_id = (select tenancy.current_tenant_id()) and t.debit_account_id = a.id
    where t.currency = lowest_balance.currency and t.debit_subject_id = lowest_balance.subject_id
    union all
    select lowest_balance.since, 0
  )
  select kernel.round_amount(min(known.held), lowest_balance.currency)
  from (
    select m.day, sum(sum(m.amount)) over (order by m.day) as held
    from moves as m
    group by m.day
  ) as known
  where known.day >= lowest_balance.since
$$;
comment on function ledger.lowest_balance is
  'The least that the books hold for a subject of a ledger account, on a day and since.';
