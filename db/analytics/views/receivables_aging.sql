create or replace view analytics.receivables_aging
  with (security_invoker = true, security_barrier = true) as
  select
    g.account_id, g.account_name, g.currency, g.current, g.days_1_30, g.days_31_60, g.days_61_90,
    g.days_over_90, g.total, g.invoices, g.days_outstanding
  from analytics.aging_report() as g;
comment on view analytics.receivables_aging is
  'What accounts owe by how long it is overdue today, by the tenant''s clock.';
comment on column analytics.receivables_aging.account_id is 'The account that pays.';
comment on column analytics.receivables_aging.account_name is 'Its name.';
comment on column analytics.receivables_aging.currency is 'ISO 4217.';
comment on column analytics.receivables_aging.current is 'Owed and not yet due.';
comment on column analytics.receivables_aging.days_1_30 is 'Overdue for 1 to 30 days.';
comment on column analytics.receivables_aging.days_31_60 is 'Overdue for 31 to 60 days.';
comment on column analytics.receivables_aging.days_61_90 is 'Overdue for 61 to 90 days.';
comment on column analytics.receivables_aging.days_over_90 is 'Overdue for more than 90 days.';
comment on column analytics.receivables_aging.total is 'All that is owed.';
comment on column analytics.receivables_aging.invoices is 'Invoices on which something is owed.';
comment on column analytics.receivables_aging.days_outstanding is
  'Days since issue, on average, weighted by what is owed.';
grant select on analytics.receivables_aging to tenor_analyst;
