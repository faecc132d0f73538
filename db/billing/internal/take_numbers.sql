-- Takes numbers in the order of days, each from the series of its legal entity. Series that nobody
-- used can be replaced, hence their lock. The counter stays locked until the transaction ends, so
-- that a rolled-back number is given again: no gaps, no duplicates. Numbers that are given at issue
-- follow the days: who comes with a day after which another was numbered meanwhile begins again.
create or replace function billing.take_numbers(
  issue_dates date[], legal_entity_ids uuid[], kind text default 'invoice'
)
  returns text[]
  language plpgsql volatile security definer set search_path to ''
  set plan_cache_mode to force_generic_plan
as $$
#variable_conflict use_column
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_numbers text[];
  v_is_late boolean;
begin
  perform from billing.number_series as s
  where s.tenant_id = v_tenant_id and s.legal_entity_id = any (legal_entity_ids)
    and s.kind = take_numbers.kind
  order by s.id
  for key share;
  with days as materialized (
    select d.legal_entity_id, d.issue_date, s.series_id, lower(s.period) as starts_on, s.stamped,
      take_numbers.kind <> 'invoice'
        or tenancy.legal_entities_effective_numbering(e) = 'issue' as is_in_order
    from (
      select distinct d.legal_entity_id, d.issue_date
      from unnest(legal_entity_ids, issue_dates) as d (legal_entity_id, issue_date)
    ) as d
    join tenancy.legal_entities as e on e.tenant_id = v_tenant_id and e.id = d.legal_entity_id
    cross join lateral billing.series_on(take_numbers.kind, d.legal_entity_id, d.issue_date) as s
  ),
  wanted as materialized (
    select w.place, w.issue_date, d.series_id, d.starts_on, d.stamped, d.is_in_order,
      row_number() over (
        partition by d.series_id, d.starts_on order by w.issue_date, w.place) as rank
    from unnest(legal_entity_ids, issue_dates) with ordinality
      as w (legal_entity_id, issue_date, place)
    join days as d
      on d.legal_entity_id = w.legal_entity_id and d.issue_date = w.issue_date
  ),
  taken as (
    insert into billing.number_counters as c (tenant_id, series_id, starts_on, last_number,
      last_day)
    select v_tenant_id, w.series_id, w.starts_on, count(*), max(w.issue_date)
    from wanted as w
    group by w.series_id, w.starts_on
    order by w.series_id, w.starts_on
    on conflict on constraint number_counters_pkey do update
    set last_number = c.last_number + excluded.last_number,
      last_day = greatest(c.last_day, excluded.last_day)
    returning c.series_id, c.starts_on, coalesce(old.last_number, 0) as last_number, old.last_day
  )
  select array_agg(billing.format_number(w.stamped, t.last_number + w.rank) order by w.place),
    bool_or(w.is_in_order and w.issue_date < t.last_day)
  into v_numbers, v_is_late
  from wanted as w
  join taken as t on t.series_id = w.series_id and t.starts_on = w.starts_on;
  -- A later day may be that of a draft that was numbered when it was made: no matter.
  if v_is_late then
    v_is_late := exists (
      select
      from unnest(legal_entity_ids, issue_dates) as w (legal_entity_id, issue_date)
      cross join lateral billing.last_numbered(
        take_numbers.kind, w.legal_entity_id, w.issue_date));
  end if;
  if v_is_late or cardinality(v_numbers) is distinct from cardinality(issue_dates) then
    raise serialization_failure
      using message = 'Numbers of a later day were given, or the series changed, meanwhile.';
  end if;
  return v_numbers;
end $$;
comment on function billing.take_numbers is
  'Numbers for documents of a kind, by day and legal entity, in the order given.';
