-- As the books have it, so that the sum is that of the ledger account on every day.
create or replace function analytics.open_receivables(
  as_of date default null, legal_entity_id uuid default null
)
  returns setof analytics.open_receivable
  language sql stable parallel safe security invoker
begin atomic
  with booked as (
    select a.legal_entity_id, side.invoice_id, side.currency, sum(side.amount) as balance
    from ledger.ledger_accounts as a
    cross join lateral (
      select t.debit_subject_id as invoice_id, t.currency, t.amount::numeric as amount
      from ledger.transfers as t
      where t.tenant_id = a.tenant_id and t.debit_account_id = a.id and t.currency = a.currency
        and t.posted_on <= coalesce(open_receivables.as_of, 'infinity')
      union all
      select t.credit_subject_id, t.currency, -t.amount
      from ledger.transfers as t
      where t.tenant_id = a.tenant_id and t.credit_account_id = a.id and t.currency = a.currency
        and t.posted_on <= coalesce(open_receivables.as_of, 'infinity')
    ) as side
    where a.tenant_id = (select tenancy.current_tenant_id()) and a.code = 'receivable'
      and (open_receivables.legal_entity_id is null
        or a.legal_entity_id = open_receivables.legal_entity_id)
    group by a.legal_entity_id, side.invoice_id, side.currency
    having sum(side.amount) <> 0
  )
  select b.invoice_id, i.invoice_number, i.account_id, a.account_name, b.legal_entity_id,
    i.issue_date, i.due_date,
    greatest(coalesce(open_receivables.as_of, tenancy.today(i.time_zone)) - i.due_date, 0),
    b.currency, i.total, kernel.round_amount(b.balance, b.currency)
  from booked as b
  left join billing.invoices as i
    on i.tenant_id = (select tenancy.current_tenant_id()) and i.id = b.invoice_id
  left join customers.accounts as a on a.tenant_id = i.tenant_id and a.id = i.account_id
  order by b.currency, i.due_date, b.invoice_id;
end;
comment on function analytics.open_receivables is
  'Invoices on which something is owed, oldest due first, now or at the end of a past day.';
grant execute on function analytics.open_receivables to tenor_viewer, tenor_analyst;
