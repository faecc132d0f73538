-- A body that Postgres inlines, so that only the transfers of the journals asked for are read.
create or replace function ledger.journal_totals(tenant_id uuid, journal_id uuid)
  returns table (currency text, customers numeric, receivable numeric, tax numeric,
    deferred_revenue numeric, bad_debt numeric)
  language sql stable parallel safe security invoker
begin atomic
  select t.currency,
    coalesce(sum(side.amount) filter (where ledger.is_of_customers(a.code)), 0),
    coalesce(sum(side.amount) filter (where a.code = 'receivable'), 0),
    coalesce(sum(side.amount) filter (where ledger.scope_of(a.code) = 'tax'), 0),
    coalesce(sum(side.amount) filter (where a.code = 'deferred_revenue'), 0),
    coalesce(sum(side.amount) filter (where a.code = 'bad_debt'), 0)
  from ledger.transfers as t
  cross join lateral (values
    (t.debit_account_id, t.amount::numeric), (t.credit_account_id, -t.amount)
  ) as side (ledger_account_id, amount)
  join ledger.ledger_accounts as a
    on a.tenant_id = t.tenant_id and a.id = side.ledger_account_id
  where t.tenant_id = journal_totals.tenant_id and t.journal_id = journal_totals.journal_id
  group by t.currency;
end;
comment on function ledger.journal_totals is
  E'@behavior -*\nWhat a journal debits less what it credits, by what the ledger accounts hold.';
grant execute on function ledger.journal_totals to tenor_viewer, tenor_analyst;
