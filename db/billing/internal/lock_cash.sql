-- Payments come before balances in the order of locks, though balances are used first.
create or replace function billing.lock_cash(account_ids uuid[])
  returns text[]
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_source billing.cash_sources;
  v_has_cash boolean;
  v_routines text[] := '{}';
begin
  for v_source in select * from billing.cash_sources as s order by s.name loop
    execute format('select %s($1)', v_source.lock_routine) into v_has_cash using account_ids;
    if v_has_cash then
      v_routines := v_routines || v_source.use_routine;
    end if;
  end loop;
  return v_routines;
end $$;
comment on function billing.lock_cash is
  'Locks the unapplied cash that new invoices of accounts use; answers with the routines that use '
  'it, none where there is none.';
