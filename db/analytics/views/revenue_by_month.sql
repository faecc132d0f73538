-- As the books have it: an invoice counts in the month in which it was booked, what voided it and
-- what a credit note takes back in the month of that. So what is said of a closed month stays.
-- Drafts are no revenue; what was written off was revenue.
create or replace view analytics.revenue_by_month
  with (security_invoker = true, security_barrier = true) as
  with facts (posted_on, account_id, currency, invoices, credit_notes, net, tax, invoiced,
    credited) as (
    select l.posted_on, l.account_id, l.currency, (l.kind = 'issued')::int, 0, l.net, l.tax,
      l.total, 0
    from analytics.invoice_journal_lines as l
    union all
    select l.posted_on, l.account_id, l.currency, 0, 1, -l.net, -l.tax, 0, l.total
    from analytics.credit_note_journal_lines as l
  )
  select
    date_trunc('month', f.posted_on::timestamp)::date as month, f.account_id, a.account_name,
    f.currency, sum(f.invoices)::int as invoices, sum(f.credit_notes)::int as credit_notes,
    kernel.round_amount(sum(f.net), f.currency)::kernel.amount as net,
    kernel.round_amount(sum(f.tax), f.currency)::kernel.amount as tax,
    kernel.round_amount(sum(f.invoiced), f.currency)::kernel.amount as invoiced,
    kernel.round_amount(sum(f.credited), f.currency)::kernel.amount as credited
  from facts as f
  join customers.accounts as a
    on a.tenant_id = (select tenancy.current_tenant_id()) and a.id = f.account_id
  group by 1, 2, 3, 4;
comment on view analytics.revenue_by_month is
  'What was invoiced, less what was voided and credited, by month in the books, account and '
  'currency.';
comment on column analytics.revenue_by_month.month is
  'First day of the month in which invoices and credit notes were booked.';
comment on column analytics.revenue_by_month.account_id is 'The account that pays.';
comment on column analytics.revenue_by_month.account_name is 'Its name.';
comment on column analytics.revenue_by_month.currency is 'ISO 4217.';
comment on column analytics.revenue_by_month.invoices is 'Invoices issued.';
comment on column analytics.revenue_by_month.credit_notes is 'Credit notes issued.';
comment on column analytics.revenue_by_month.net is
  'Items of the invoices after discounts, before tax, less those voided and credited.';
comment on column analytics.revenue_by_month.tax is
  'Tax of the invoices, less what was voided and credited.';
comment on column analytics.revenue_by_month.invoiced is
  'Totals of the invoices, less those voided.';
comment on column analytics.revenue_by_month.credited is
  'Totals of the credit notes; net and tax are what was invoiced less this.';
grant select on analytics.revenue_by_month to tenor_analyst;
