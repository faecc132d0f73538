-- What moves between the balances of the account itself, as money that finds its invoice, is no
-- line: it owes as much as before. What of it the books are about is looked up first, so that the
-- entries of nobody else are read.
create or replace function analytics.statement_of_account(
  account_id uuid, "from" date, "to" date, legal_entity_id uuid default null
)
  returns setof analytics.statement_line
  language plpgsql stable security invoker set search_path to ''
as $$
#variable_conflict use_column
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_account_id uuid := statement_of_account.account_id;
  v_from date := statement_of_account."from";
  v_to date := statement_of_account."to";
  v_entity_id uuid := statement_of_account.legal_entity_id;
  v_subjects uuid[];
begin
  if v_from is null or v_to is null or v_to < v_from then
    raise exception using errcode = 'INPUT', message = 'Give the first and the last day.',
      column = case when v_from is null then 'from' else 'to' end;
  end if;
  v_subjects := array(
    select v_account_id
    union all
    select i.id from billing.invoices as i
    where i.tenant_id = v_tenant_id and i.account_id = v_account_id
    union all
    select p.id from payments.payments as p
    where p.tenant_id = v_tenant_id and p.account_id = v_account_id);
  return query
    with side as (
      select t.journal_id, t.currency, t.posted_on, t.amount::numeric as amount
      from ledger.ledger_accounts as l
      join ledger.transfers as t on t.tenant_id = l.tenant_id and t.debit_account_id = l.id
        and t.currency = l.currency and t.debit_subject_id = any (v_subjects)
      where l.tenant_id = v_tenant_id and ledger.is_of_customers(l.code) and t.posted_on <= v_to
        and (v_entity_id is null or l.legal_entity_id = v_entity_id)
      union all
      select t.journal_id, t.currency, t.posted_on, -t.amount
      from ledger.ledger_accounts as l
      join ledger.transfers as t on t.tenant_id = l.tenant_id and t.credit_account_id = l.id
        and t.currency = l.currency and t.credit_subject_id = any (v_subjects)
      where l.tenant_id = v_tenant_id and ledger.is_of_customers(l.code) and t.posted_on <= v_to
        and (v_entity_id is null or l.legal_entity_id = v_entity_id)
    ),
    move as (
      select s.journal_id, s.currency, s.posted_on, sum(s.amount) as amount
      from side as s
      where s.posted_on >= v_from
      group by s.journal_id, s.currency, s.posted_on
      having sum(s.amount) <> 0
    ),
    edge as (
      select s.currency, coalesce(sum(s.amount) filter (where s.posted_on < v_from), 0) as opening,
        sum(s.amount) as closing
      from side as s
      group by s.currency
    ),
    line as (
      select 1 as place, e.currency, 'opening' as kind, v_from as day, e.opening as amount,
        null::uuid as journal_id
      from edge as e
      union all
      select 2, m.currency, j.kind, m.posted_on, m.amount, m.journal_id
      from move as m
      join ledger.journals as j on j.tenant_id = v_tenant_id and j.id = m.journal_id
      union all
      select 3, e.currency, 'closing', v_to, 0, null
      from edge as e
    )
    select l.kind, l.day, j.document_date, split_part(j.source_type, '.', 2), j.source_id,
      j.document_number, j.description, j.id, n.journal_number, l.currency,
      kernel.round_amount(case when l.place = 2 and l.amount > 0 then l.amount end,
        l.currency)::kernel.amount,
      kernel.round_amount(case when l.place = 2 and l.amount < 0 then -l.amount end,
        l.currency)::kernel.amount,
      kernel.round_amount(sum(l.amount) over (
        partition by l.currency order by l.place, l.day, j.posted_at, l.journal_id
        rows unbounded preceding), l.currency)::kernel.amount
    from line as l
    left join ledger.journals as j on j.tenant_id = v_tenant_id and j.id = l.journal_id
    left join ledger.journal_numbers as n on n.tenant_id = v_tenant_id and n.journal_id = j.id
    order by l.currency, l.place, l.day, j.posted_at, l.journal_id;
end $$;
comment on function analytics.statement_of_account is
  'What an account owed before the first day, what changed that, and what it owes at the end of '
  'the last, in each currency for itself. Codes: invalid_input.';
grant execute on function analytics.statement_of_account to tenor_viewer, tenor_analyst;
