-- The last series that began by then; what is dated before the first one is numbered by it. A
-- fiscal year is called by the calendar year in which it begins.
create or replace function billing.series_on(kind text, legal_entity_id uuid, day date)
  returns table (series_id uuid, period daterange, stamped text)
  language sql stable parallel safe security definer set search_path to ''
as $$
  select s.id, daterange(lower(p.period), least(upper(p.period), later.valid_from)),
    billing.stamp_format(s.format,
      extract(year from case s.restart when 'fiscal_year' then lower(p.period) else day end)::int,
      extract(month from day)::int)
  from (
    select s.* from billing.number_series as s
    where s.tenant_id = (select tenancy.current_tenant_id())
      and s.legal_entity_id = series_on.legal_entity_id and s.kind = series_on.kind
    order by s.valid_from <= day desc, abs(day - s.valid_from)
    limit 1
  ) as s
  cross join lateral (
    select billing.numbering_period(s::billing.number_series, day) as period) as p
  left join lateral (
    select min(n.valid_from) as valid_from from billing.number_series as n
    where n.tenant_id = s.tenant_id and n.legal_entity_id = s.legal_entity_id and n.kind = s.kind
      and n.valid_from > greatest(s.valid_from, day)
  ) as later on true
$$;
comment on function billing.series_on is
  'The series that numbers documents of a day, the days over which it counts on there, and its '
  'format with year and month.';
