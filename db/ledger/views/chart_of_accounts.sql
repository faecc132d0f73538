-- A view over values: every tenant keeps the same books. A code added here is opened for the
-- tenants that are already there by its first posting.
create or replace view ledger.chart_of_accounts with (security_invoker = true) as
  select code, name, kind
  from (values
    ('cash', 'Cash', 'asset'),
    ('receivable', 'Accounts receivable', 'asset'),
    ('allowance', 'Allowance for doubtful accounts', 'asset'),
    ('unbilled_receivable', 'Unbilled receivables', 'asset'),
    ('exchange_clearing', 'Exchange clearing', 'asset'),
    ('customer_balance', 'Customer balances', 'liability'),
    ('refunds_payable', 'Refunds payable', 'liability'),
    ('unapplied_cash', 'Unapplied cash', 'liability'),
    ('customer_deposits', 'Customer deposits', 'liability'),
    ('tax_payable', 'Tax payable', 'liability'),
    ('tax_suspense', 'Tax not yet payable', 'liability'),
    ('deferred_revenue', 'Deferred revenue', 'liability'),
    ('revenue', 'Revenue', 'revenue'),
    ('bad_debt_recovery', 'Bad debt recovered', 'revenue'),
    ('exchange_gain_loss', 'Exchange gains and losses', 'revenue'),
    ('bad_debt', 'Bad debt', 'expense')
  ) as listed (code, name, kind);
comment on view ledger.chart_of_accounts is 'What every tenant has in each currency.';
comment on column ledger.chart_of_accounts.code is 'Word by which postings name it.';
comment on column ledger.chart_of_accounts.name is 'Name for people.';
comment on column ledger.chart_of_accounts.kind is 'asset, liability, equity, revenue or expense.';
