create or replace function tax.payable_balances()
  returns table (currency text, subject_id uuid, balance numeric)
  language sql stable security definer set search_path to ''
as $$
  select e.currency, e.tax_code_id, sum(e.amount)
  from tax.return_entries(null, null, null) as e
  group by e.currency, e.tax_code_id
$$;
comment on function tax.payable_balances is
  'What is owed to the state of each tax code, by what was taxed: what returns froze, and what '
  'is open.';
select ledger.register_subledger('taxes', 'tax_payable', 'tax.payable_balances');
