do $$
begin
  if to_regtype('analytics.open_receivable') is null then
    create type analytics.open_receivable as (
      invoice_id uuid,
      invoice_number text,
      account_id uuid,
      account_name text,
      legal_entity_id uuid,
      issue_date date,
      due_date date,
      days_overdue int,
      currency text,
      total kernel.amount,
      balance kernel.amount
    );
  end if;
end $$;
comment on type analytics.open_receivable is 'What is owed on an invoice at the end of a day.';
comment on column analytics.open_receivable.invoice_id is 'The invoice.';
comment on column analytics.open_receivable.invoice_number is 'Its number.';
comment on column analytics.open_receivable.account_id is 'The account that pays.';
comment on column analytics.open_receivable.account_name is 'Its name; null if it was deleted.';
comment on column analytics.open_receivable.legal_entity_id is 'Whose books.';
comment on column analytics.open_receivable.issue_date is 'Day of issue.';
comment on column analytics.open_receivable.due_date is 'When it is to be paid.';
comment on column analytics.open_receivable.days_overdue is
  'Days since it was to be paid; 0 while it is not due.';
comment on column analytics.open_receivable.currency is 'ISO 4217.';
comment on column analytics.open_receivable.total is 'Total of the invoice.';
comment on column analytics.open_receivable.balance is 'What is owed on it.';
