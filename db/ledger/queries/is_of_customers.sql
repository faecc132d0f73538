create or replace function ledger.is_of_customers(code text)
  returns boolean
  language sql immutable parallel safe
return code in ('receivable', 'customer_balance', 'refunds_payable', 'unapplied_cash');
comment on function ledger.is_of_customers is
  E'@behavior -*\nWhether a ledger account holds what customers owe or have to their credit.';
grant execute on function ledger.is_of_customers to tenor_viewer, tenor_analyst;
