-- Drafts and voids are no revenue; what was written off was.
create or replace view analytics.revenue_by_month
  with (security_invoker = true, security_barrier = true) as
  select
    date_trunc('month', i.issue_date::timestamp)::date as month, i.account_id, a.account_name,
    i.currency, count(*)::int as invoices, sum(i.subtotal - i.discount)::kernel.amount as net,
    sum(i.tax)::kernel.amount as tax, sum(i.total)::kernel.amount as invoiced
  from billing.invoices as i
  join customers.accounts as a on a.tenant_id = i.tenant_id and a.id = i.account_id
  where i.status in ('open', 'partially_paid', 'paid', 'overdue', 'uncollectible')
  group by 1, 2, 3, 4;
comment on view analytics.revenue_by_month is
  'What was invoiced by month of issue, account and currency.';
comment on column analytics.revenue_by_month.month is 'First day of the month of issue.';
comment on column analytics.revenue_by_month.account_id is 'The account that pays.';
comment on column analytics.revenue_by_month.account_name is 'Its name.';
comment on column analytics.revenue_by_month.currency is 'ISO 4217.';
comment on column analytics.revenue_by_month.invoices is 'Invoices issued.';
comment on column analytics.revenue_by_month.net is 'Their items after discounts, before tax.';
comment on column analytics.revenue_by_month.tax is 'Their tax.';
comment on column analytics.revenue_by_month.invoiced is 'Their totals: net and tax.';
grant select on analytics.revenue_by_month to tenor_analyst;
