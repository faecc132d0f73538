-- A sub-ledger knows what it holds now; what was booked since the day is taken off it. Definer, as
-- the routines are internal to contexts above; forced RLS answers for one tenant. A loop over
-- sub-ledgers, not over rows.
create or replace function ledger.tie_out("on" date default null)
  returns setof ledger.tie_out_line
  language plpgsql stable security definer set search_path to ''
as $$
#variable_conflict use_column
declare
  v_subledger ledger.subledgers;
begin
  for v_subledger in select * from ledger.subledgers as s order by s.account_code loop
    return query execute format(
      'select $1, $2, compared.currency,
        kernel.round_amount(sum(in_books), compared.currency)::kernel.amount,
        kernel.round_amount(sum(expected), compared.currency)::kernel.amount,
        kernel.round_amount(sum(in_books - expected), compared.currency)::kernel.amount
      from (
        select currency, balance as in_books, 0 as expected from ledger.subject_balances($2, $3)
        union all
        select currency, 0, balance from %s()
        union all
        select currency, 0, -balance from ledger.subject_balances($2)
        union all
        select currency, 0, balance from ledger.subject_balances($2, $3)
      ) as compared
      group by compared.currency
      order by compared.currency', v_subledger.routine)
      using v_subledger.name, v_subledger.account_code, tie_out."on";
  end loop;
end $$;
comment on function ledger.tie_out is
  'Each ledger account that a sub-ledger details, beside it, at the end of a day, by default of '
  'all days: the differences are zero in health.';
grant execute on function ledger.tie_out to tenor_viewer, tenor_analyst;
