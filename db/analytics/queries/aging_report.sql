-- A past day is seen from its end: what was applied, credited or written off later is owed again,
-- what was taken back later is not yet, what was voided later stands, though its balance is gone.
-- Today is where the account is, as for the status overdue.
create or replace function analytics.aging_report(as_of date default null)
  returns setof analytics.aging_line
  language sql stable parallel safe security invoker
begin atomic
  with owed as (
    select i.account_id, i.currency, i.issue_date, i.due_date,
      coalesce(as_of, ((select tenancy.now()) at time zone i.time_zone)::date) as day,
      i.total - i.paid_amount - i.credited_amount - i.written_off_amount
        + coalesce(later.amount, 0) as balance
    from billing.invoices as i
    left join lateral (
      select sum(settled.amount) as amount
      from (
        select a.amount
        from payments.payment_applications as a
        where a.tenant_id = i.tenant_id and a.invoice_id = i.id and a.applied_on > as_of
          and not a.is_recovery
        union all
        select n.applied_to_invoice
        from billing.credit_notes as n
        where n.tenant_id = i.tenant_id and n.invoice_id = i.id and n.issue_date > as_of
        union all
        select b.amount
        from billing.balance_applications as b
        where b.tenant_id = i.tenant_id and b.invoice_id = i.id and b.applied_on > as_of
        union all
        select w.amount
        from billing.write_offs as w
        where w.tenant_id = i.tenant_id and w.invoice_id = i.id and w.written_off_on > as_of
      ) as settled
    ) as later on as_of is not null
    where i.tenant_id = (select tenancy.current_tenant_id())
      and (i.status in ('open', 'partially_paid', 'overdue')
        or as_of is not null and (
          i.status = 'paid' and i.paid_date > as_of
          or i.status = 'uncollectible'
            and (i.written_off_at at time zone i.time_zone)::date > as_of
          or i.status = 'void' and i.finalized_at is not null
            and (i.voided_at at time zone i.time_zone)::date > as_of))
      and (as_of is null or i.issue_date <= as_of)
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
