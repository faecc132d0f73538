do $$
begin
  if to_regtype('ledger.tie_out_line') is null then
    create type ledger.tie_out_line as (
      subledger text,
      code text,
      currency text,
      in_books kernel.amount,
      in_subledger kernel.amount,
      difference kernel.amount
    );
  end if;
end $$;
comment on type ledger.tie_out_line is 'A ledger account beside the sub-ledger that details it.';
comment on column ledger.tie_out_line.subledger is 'Name of the sub-ledger.';
comment on column ledger.tie_out_line.code is 'Code of the ledger account.';
comment on column ledger.tie_out_line.currency is 'ISO 4217.';
comment on column ledger.tie_out_line.in_books is
  'Balance of the ledger account at the end of the day.';
comment on column ledger.tie_out_line.in_subledger is
  'What the sub-ledger holds now, less what was booked on its subjects after the day.';
comment on column ledger.tie_out_line.difference is 'In the books less in the sub-ledger.';
