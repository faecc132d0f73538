do $$
begin
  if to_regtype('analytics.customer_line') is null then
    create type analytics.customer_line as (
      place int,
      account_id uuid,
      account_name text,
      currency text,
      invoices int,
      invoiced kernel.amount,
      paid kernel.amount,
      outstanding kernel.amount
    );
  end if;
end $$;
comment on type analytics.customer_line is
  'What an account was invoiced and what it owes, in one currency.';
comment on column analytics.customer_line.place is
  'Its place among the accounts of the currency, from 1.';
comment on column analytics.customer_line.account_id is 'The account that pays.';
comment on column analytics.customer_line.account_name is 'Its name; null if it was deleted.';
comment on column analytics.customer_line.currency is 'ISO 4217.';
comment on column analytics.customer_line.invoices is 'Invoices issued in the time asked for.';
comment on column analytics.customer_line.invoiced is 'Their totals: net and tax.';
comment on column analytics.customer_line.paid is 'Paid of them so far.';
comment on column analytics.customer_line.outstanding is 'Still owed of them.';
