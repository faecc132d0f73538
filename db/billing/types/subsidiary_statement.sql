do $$
begin
  if to_regtype('billing.subsidiary_statement') is null then
    create type billing.subsidiary_statement as (
      account_id uuid,
      account_name text,
      from_date date,
      to_date date,
      totals billing.subsidiary_total[],
      invoices billing.subsidiary_invoice[]
    );
  end if;
end $$;
comment on type billing.subsidiary_statement is
  'What the accounts below an account were billed by themselves.';
comment on column billing.subsidiary_statement.account_id is 'The account above them.';
comment on column billing.subsidiary_statement.account_name is 'Its name.';
comment on column billing.subsidiary_statement.from_date is 'First day of issue.';
comment on column billing.subsidiary_statement.to_date is 'Last day of issue.';
comment on column billing.subsidiary_statement.totals is 'Sums, one for each currency.';
comment on column billing.subsidiary_statement.invoices is
  'The invoices by currency, account, day and number.';
