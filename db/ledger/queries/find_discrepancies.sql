-- Definer, since the sub-ledgers are internal to contexts above; forced RLS still answers for one
-- tenant only. A loop over sub-ledgers, not over rows: each is compared in one statement.
create or replace function ledger.find_discrepancies()
  returns setof ledger.mismatch
  language plpgsql stable security definer set search_path to ''
as $$
declare
  v_subledger ledger.subledgers;
begin
  return query select * from ledger.find_broken_transfers();
  return query select * from ledger.find_broken_journals();
  return query select * from ledger.find_broken_numbers();
  for v_subledger in select * from ledger.subledgers as s order by s.name loop
    return query execute format(
      'select $1, $2, currency, subject_id, sum(in_books), sum(expected)
      from (
        select currency, subject_id, balance as in_books, 0 as expected
        from ledger.subject_balances($2)
        union all
        select currency, subject_id, 0, balance from %s()
      ) as compared
      group by currency, subject_id
      having sum(in_books) <> sum(expected)', v_subledger.routine)
      using v_subledger.name, v_subledger.account_code;
  end loop;
end $$;
comment on function ledger.find_discrepancies is
  E'@behavior -*\nCompares the books with themselves and with every sub-ledger.';
grant execute on function ledger.find_discrepancies to tenor_viewer, tenor_analyst;
