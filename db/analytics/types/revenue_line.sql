do $$
begin
  if to_regtype('analytics.revenue_line') is null then
    create type analytics.revenue_line as (
      period date,
      subject_id uuid,
      subject_name text,
      currency text,
      invoices int,
      net kernel.amount,
      tax kernel.amount,
      invoiced kernel.amount,
      credited kernel.amount,
      collected kernel.amount
    );
  end if;
end $$;
comment on type analytics.revenue_line is 'Revenue of one period or one subject, in one currency.';
comment on column analytics.revenue_line.period is
  'First day of the month, quarter or year; null in other groups.';
comment on column analytics.revenue_line.subject_id is
  'The account, contract or product; null in periods and for none.';
comment on column analytics.revenue_line.subject_name is
  'Name of the account or product, number of the contract.';
comment on column analytics.revenue_line.currency is 'ISO 4217.';
comment on column analytics.revenue_line.invoices is 'Invoices issued in the time asked for.';
comment on column analytics.revenue_line.net is 'Their items after discounts, before tax.';
comment on column analytics.revenue_line.tax is 'Their tax.';
comment on column analytics.revenue_line.invoiced is 'Their totals: net and tax.';
comment on column analytics.revenue_line.credited is
  'Credited of these invoices so far; null for products.';
comment on column analytics.revenue_line.collected is
  'Payments applied to invoices in the time asked for; null for products.';
