-- A past day is asked of the books: what was booked until its end, so that the sum is that of the
-- ledger on every day, whenever what came later was dated or booked. Today is asked of the
-- invoices, and is where the account is, as for the status overdue.
create or replace function analytics.aging_report(as_of date default null)
  returns setof analytics.aging_line
  language sql stable parallel safe security invoker
begin atomic
  with receivable as (
    select a.id from ledger.ledger_accounts as a
    where a.tenant_id = (select tenancy.current_tenant_id()) and a.code = 'receivable'
  ),
  booked as (
    select side.invoice_id, sum(side.amount) as balance
    from (
      select t.debit_subject_id as invoice_id, t.amount
      from receivable as r
      join ledger.transfers as t on t.tenant_id = (select tenancy.current_tenant_id())
        and t.debit_account_id = r.id and t.posted_on <= as_of
      union all
      select t.credit_subject_id, -t.amount
      from receivable as r
      join ledger.transfers as t on t.tenant_id = (select tenancy.current_tenant_id())
        and t.credit_account_id = r.id and t.posted_on <= as_of
    ) as side
    where as_of is not null
    group by side.invoice_id
  ),
  owed as (
    select i.account_id, i.currency, i.issue_date, i.due_date, as_of as day, b.balance
    from booked as b
    join billing.invoices as i
      on i.tenant_id = (select tenancy.current_tenant_id()) and i.id = b.invoice_id
    union all
    select i.account_id, i.currency, i.issue_date, i.due_date,
      ((select tenancy.now()) at time zone i.time_zone)::date, i.balance
    from billing.invoices as i
    where as_of is null and i.tenant_id = (select tenancy.current_tenant_id())
      and i.status in ('open', 'partially_paid', 'overdue')
  ),
  aged as (
    select o.account_id, o.currency, count(*) as invoices, sum(o.balance) as total,
      sum(o.balance) filter (where o.day <= o.due_date) as not_due,
      sum(o.balance) filter (where o.day - o.due_date between 1 and 30) as days_1_30,
      sum(o.balance) filter (where o.day - o.due_date between 31 and 60) as days_31_60,
      sum(o.balance) filter (where o.day - o.due_date between 61 and 90) as days_61_90,
      sum(o.balance) filter (where o.day - o.due_date > 90) as days_over_90,
      sum(o.balance * greatest(o.day - o.issue_date, 0)) as balance_days
    from owed as o
    where o.balance > 0
    group by o.account_id, o.currency
  )
  select g.account_id, a.account_name, g.currency,
    kernel.round_amount(coalesce(g.not_due, 0), g.currency),
    kernel.round_amount(coalesce(g.days_1_30, 0), g.currency),
    kernel.round_amount(coalesce(g.days_31_60, 0), g.currency),
    kernel.round_amount(coalesce(g.days_61_90, 0), g.currency),
    kernel.round_amount(coalesce(g.days_over_90, 0), g.currency),
    kernel.round_amount(g.total, g.currency),
    g.invoices::int,
    kernel.round_quotient(g.balance_days, g.total, 1)
  from aged as g
  left join customers.accounts as a
    on a.tenant_id = (select tenancy.current_tenant_id()) and a.id = g.account_id
  order by g.currency, g.total desc, g.account_id;
end;
comment on function analytics.aging_report is
  'What accounts owe by how long it is overdue, today or at the end of a past day.';
grant execute on function analytics.aging_report to tenor_viewer, tenor_analyst;
