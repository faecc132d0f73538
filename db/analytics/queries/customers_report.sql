-- Amounts of different currencies have no order, so each currency has its own places.
create or replace function analytics.customers_report(
  "limit" int default 10, "from" date default null, "to" date default null
)
  returns setof analytics.customer_line
  language sql stable parallel safe security invoker
begin atomic
  with invoiced as (
    select i.account_id, i.currency, count(*) as invoices, sum(i.total) as total,
      sum(i.paid_amount) as paid,
      sum(i.balance) as outstanding
    from billing.invoices as i
    where i.tenant_id = (select tenancy.current_tenant_id())
      and i.status in ('open', 'partially_paid', 'paid', 'overdue', 'uncollectible')
      and i.issue_date >= coalesce("from", '-infinity')
      and i.issue_date <= coalesce("to", 'infinity')
    group by i.account_id, i.currency
  ),
  placed as (
    select i.*,
      row_number() over (partition by i.currency order by i.total desc, i.account_id) as place
    from invoiced as i
  )
  select p.place::int, p.account_id, a.account_name, p.currency, p.invoices::int,
    kernel.round_amount(p.total, p.currency),
    kernel.round_amount(p.paid, p.currency),
    kernel.round_amount(p.outstanding, p.currency)
  from placed as p
  left join customers.accounts as a
    on a.tenant_id = (select tenancy.current_tenant_id()) and a.id = p.account_id
  where p.place <= least(greatest("limit", 1), 500)
  order by p.currency, p.place;
end;
comment on function analytics.customers_report is
  'The accounts that were invoiced most, by currency; from and to are days of issue.';
grant execute on function analytics.customers_report to tenor_viewer, tenor_analyst;
