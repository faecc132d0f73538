create or replace function billing.unapplied_cash(account_ids uuid[])
  returns table (account_id uuid, currency text, amount numeric)
  language plpgsql stable security definer set search_path to ''
as $$
declare
  v_routine text;
begin
  for v_routine in select s.routine from billing.cash_sources as s order by s.name loop
    return query execute format('select account_id, currency, amount from %s($1)', v_routine)
      using account_ids;
  end loop;
end $$;
comment on function billing.unapplied_cash is
  'Money received from accounts that no invoice has got yet.';
