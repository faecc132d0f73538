do $$
begin
  if to_regtype('billing.subsidiary_total') is null then
    create type billing.subsidiary_total as (
      currency text,
      invoices int,
      net kernel.amount,
      tax kernel.amount,
      total kernel.amount,
      balance kernel.amount
    );
  end if;
end $$;
comment on type billing.subsidiary_total is 'All invoices of a statement, in one currency.';
comment on column billing.subsidiary_total.currency is 'ISO 4217.';
comment on column billing.subsidiary_total.invoices is 'How many invoices there are.';
comment on column billing.subsidiary_total.net is 'What they come to before tax.';
comment on column billing.subsidiary_total.tax is 'Their tax.';
comment on column billing.subsidiary_total.total is 'net + tax.';
comment on column billing.subsidiary_total.balance is 'What is still owed of them.';
