create or replace function ledger.tg_journals__not_ahead()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_day date := (select max(n.posted_on) from new_rows as n);
begin
  if v_day > tenancy.today() then
    perform kernel.fail('AHEAD', format('Nothing is booked on %s before that day.', v_day));
  end if;
  return null;
end $$;
comment on function ledger.tg_journals__not_ahead is 'Refuses journals of days to come.';
