do $$
begin
  if to_regtype('analytics.account_position') is null then
    create type analytics.account_position as (
      account_id uuid,
      account_name text,
      legal_entity_id uuid,
      currency text,
      receivable kernel.amount,
      unapplied_cash kernel.amount,
      customer_balance kernel.amount,
      refunds_payable kernel.amount,
      owed kernel.amount
    );
  end if;
end $$;
comment on type analytics.account_position is
  'What an account owes and has to its credit at the end of a day, in one currency.';
comment on column analytics.account_position.account_id is 'The account that pays.';
comment on column analytics.account_position.account_name is 'Its name; null if it was deleted.';
comment on column analytics.account_position.legal_entity_id is 'Whose books.';
comment on column analytics.account_position.currency is 'ISO 4217.';
comment on column analytics.account_position.receivable is 'Owed on its invoices.';
comment on column analytics.account_position.unapplied_cash is
  'Received of it and not yet applied to an invoice.';
comment on column analytics.account_position.customer_balance is
  'Credit that its next invoices use.';
comment on column analytics.account_position.refunds_payable is 'To be paid back to it.';
comment on column analytics.account_position.owed is
  'What it owes less what it has; below zero it has more.';
