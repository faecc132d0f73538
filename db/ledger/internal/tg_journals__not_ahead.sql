create or replace function ledger.tg_journals__not_ahead()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_day date := (
    select max(n.last_day)
    from (
      select n.legal_entity_id, max(n.posted_on) as last_day
      from new_rows as n
      group by n.legal_entity_id
    ) as n
    where n.last_day > tenancy.today_of(n.legal_entity_id));
begin
  if v_day is not null then
    perform kernel.fail('AHEAD', format('Nothing is booked on %s before that day.', v_day));
  end if;
  return null;
end $$;
comment on function ledger.tg_journals__not_ahead is 'Refuses journals of days to come.';
