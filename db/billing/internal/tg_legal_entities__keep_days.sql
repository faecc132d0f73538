-- Where numbers are given at issue they follow the days. In a zone further west the day of the last
-- one may not have begun: nothing could be issued until it has.
create or replace function billing.tg_legal_entities__keep_days()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_last_day date := (
    select max(c.last_day)
    from billing.number_series as s
    join billing.number_counters as c on c.tenant_id = s.tenant_id and c.series_id = s.id
    where s.tenant_id = new.tenant_id and s.legal_entity_id = new.id);
begin
  if tenancy.legal_entities_effective_numbering(new) = 'issue'
    and v_last_day > tenancy.today(new.time_zone) then
    perform kernel.fail('CNFLT', format(
      'Documents of %s are issued, a day that has not begun in %s: change it when it has.',
      v_last_day, new.time_zone), 'time_zone');
  end if;
  return new;
end $$;
comment on function billing.tg_legal_entities__keep_days is
  'Refuses a time zone in which the day of the last number has not begun.';
