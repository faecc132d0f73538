do $$
begin
  if to_regtype('analytics.aging_line') is null then
    create type analytics.aging_line as (
      account_id uuid,
      account_name text,
      currency text,
      current kernel.amount,
      days_1_30 kernel.amount,
      days_31_60 kernel.amount,
      days_61_90 kernel.amount,
      days_over_90 kernel.amount,
      total kernel.amount,
      invoices int,
      days_outstanding numeric
    );
  end if;
end $$;
comment on type analytics.aging_line is
  'Receivables of an account by how long they are overdue, in one currency.';
comment on column analytics.aging_line.account_id is 'The account that pays.';
comment on column analytics.aging_line.account_name is 'Its name; null if it was deleted.';
comment on column analytics.aging_line.currency is 'ISO 4217.';
comment on column analytics.aging_line.current is 'Owed and not yet due.';
comment on column analytics.aging_line.days_1_30 is 'Overdue for 1 to 30 days.';
comment on column analytics.aging_line.days_31_60 is 'Overdue for 31 to 60 days.';
comment on column analytics.aging_line.days_61_90 is 'Overdue for 61 to 90 days.';
comment on column analytics.aging_line.days_over_90 is 'Overdue for more than 90 days.';
comment on column analytics.aging_line.total is 'All that is owed.';
comment on column analytics.aging_line.invoices is 'Invoices on which something is owed.';
comment on column analytics.aging_line.days_outstanding is
  'Days since issue, on average, weighted by what is owed.';
