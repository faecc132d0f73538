-- What was never used gives way to what begins on the same day, or before its own time came. A
-- fiscal year may begin in the middle of a calendar year, and the other way round; otherwise a
-- series ends with a period of its own.
create or replace function billing.create_number_series(
  format text,
  valid_from date,
  kind text default 'invoice',
  restart text default null,
  legal_entity_id uuid default null
)
  returns billing.number_series
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_entity tenancy.legal_entities := ledger.find_legal_entity(legal_entity_id);
  v_restart text := coalesce(restart, case when format like '%{YY%' then 'year' else 'never' end);
  v_before billing.number_series;
  v_period daterange;
  v_last_day date;
  v_series billing.number_series;
begin
  perform from billing.number_series as s
  where s.tenant_id = v_entity.tenant_id and s.legal_entity_id = v_entity.id and s.kind = kind
  order by s.id
  for update;
  delete from billing.number_series as s
  where s.tenant_id = v_entity.tenant_id and s.legal_entity_id = v_entity.id and s.kind = kind
    and (s.valid_from = valid_from
      or s.valid_from < valid_from and valid_from <= tenancy.today_of(v_entity.id))
    and not exists (
      select from billing.number_counters as c
      where c.tenant_id = s.tenant_id and c.series_id = s.id);

  select s.* into v_before
  from billing.number_series as s
  where s.tenant_id = v_entity.tenant_id and s.legal_entity_id = v_entity.id and s.kind = kind
    and s.valid_from < create_number_series.valid_from
  order by s.valid_from desc
  limit 1;
  v_period := billing.numbering_period(v_before, valid_from);
  select max(c.last_day) into v_last_day
  from billing.number_series as s
  join billing.number_counters as c on c.tenant_id = s.tenant_id and c.series_id = s.id
  where s.tenant_id = v_entity.tenant_id and s.legal_entity_id = v_entity.id and s.kind = kind;
  if v_last_day >= valid_from then
    perform kernel.fail('CNFLT', format(
      'Numbers were given up to %s; a new series begins after that.', v_last_day), 'valid_from');
  elsif v_before.restart not in ('never', 'fiscal_year') and v_restart <> 'fiscal_year'
    and lower(v_period) <> valid_from then
    perform kernel.fail('INPUT', format(
      '%s counts from %s to %s; a new series begins with such a period.', v_before.format,
      lower(v_period), upper(v_period) - 1), 'valid_from');
  end if;

  insert into billing.number_series (legal_entity_id, kind, format, valid_from, restart,
    year_start)
  values (v_entity.id, kind, format, valid_from, v_restart,
    case v_restart when 'fiscal_year' then v_entity.fiscal_year_start end)
  returning * into v_series;
  perform events.publish('number_series.created', 'number_series', v_series.id,
    to_jsonb(v_series));
  return v_series;
end $$;
comment on function billing.create_number_series is
  'Numbers a legal entity''s documents, by default its invoices, in a new way from the first day '
  'of a period on; years restart where the format has one, unless something else is said. Codes: '
  'not_found, invalid_input (not the first day of a period; a number that the law forbids), '
  'conflict (numbers of later days were given, or some would come twice).';
grant execute on function billing.create_number_series to tenor_admin;
