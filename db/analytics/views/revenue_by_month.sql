-- As the books have it: an invoice counts in the month of its issue, a credit note takes back in
-- the month of its own. Drafts are no revenue, nor is what was voided without a note: its journal
-- was reversed. What was written off was revenue.
create or replace view analytics.revenue_by_month
  with (security_invoker = true, security_barrier = true) as
  with facts (issue_date, account_id, currency, invoices, credit_notes, net, tax, invoiced,
    credited) as (
    select i.issue_date, i.account_id, i.currency, 1, 0, i.subtotal - i.discount, i.tax, i.total, 0
    from billing.invoices as i
    where i.status in ('open', 'partially_paid', 'paid', 'overdue', 'uncollectible')
      or i.status = 'void' and exists (
        select from billing.credit_notes as n
        where n.tenant_id = i.tenant_id and n.invoice_id = i.id)
    union all
    select n.issue_date, n.account_id, n.currency, 0, 1, -n.net, -n.tax, 0, n.total
    from billing.credit_notes as n
  )
  select
    date_trunc('month', f.issue_date::timestamp)::date as month, f.account_id, a.account_name,
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
  'What was invoiced, less what was credited, by month of issue, account and currency.';
comment on column analytics.revenue_by_month.month is
  'First day of the month in which the invoices and the credit notes were issued.';
comment on column analytics.revenue_by_month.account_id is 'The account that pays.';
comment on column analytics.revenue_by_month.account_name is 'Its name.';
comment on column analytics.revenue_by_month.currency is 'ISO 4217.';
comment on column analytics.revenue_by_month.invoices is 'Invoices issued.';
comment on column analytics.revenue_by_month.credit_notes is 'Credit notes issued.';
comment on column analytics.revenue_by_month.net is
  'Items of the invoices after discounts, before tax, less those of the credit notes.';
comment on column analytics.revenue_by_month.tax is
  'Tax of the invoices, less that of the credit notes.';
comment on column analytics.revenue_by_month.invoiced is 'Totals of the invoices.';
comment on column analytics.revenue_by_month.credited is
  'Totals of the credit notes; net and tax are what was invoiced less this.';
grant select on analytics.revenue_by_month to tenor_analyst;
