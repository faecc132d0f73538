-- Takes numbers for invoices in the order of their issue dates, each from the series of its legal
-- entity. The series stays locked until the
-- transaction ends, so that a rolled-back number is given again: no gaps, no duplicates.
create or replace function billing.take_numbers(issue_dates date[], legal_entity_ids uuid[])
  returns text[]
  language sql volatile security definer set search_path to ''
as $$
  with format as materialized (
    select t.id as tenant_id, t.invoice_number_format as pattern
    from tenancy.tenants as t
    where t.id = (select tenancy.current_tenant_id())
  ),
  wanted as materialized (
    select
      d.place, d.issue_date, d.legal_entity_id, billing.series_of(f.pattern, d.issue_date) as year,
      row_number() over (
        partition by d.legal_entity_id, billing.series_of(f.pattern, d.issue_date)
        order by d.issue_date, d.place
      ) as rank,
      count(*) over (
        partition by d.legal_entity_id, billing.series_of(f.pattern,
          d.issue_date)) as wanted_in_year
    from format as f
    cross join unnest(issue_dates, legal_entity_ids) with ordinality
      as d (issue_date, legal_entity_id, place)
  ),
  taken as (
    insert into billing.number_series as s (tenant_id, legal_entity_id, year, last_number)
    select f.tenant_id, w.legal_entity_id, w.year, count(*)
    from wanted as w
    cross join format as f
    group by f.tenant_id, w.legal_entity_id, w.year
    order by w.legal_entity_id, w.year
    on conflict on constraint number_series_pkey do update
    set last_number = s.last_number + excluded.last_number
    returning s.legal_entity_id, s.year, s.last_number
  )
  select array_agg(
    billing.format_number(
      f.pattern,
      t.last_number - w.wanted_in_year + w.rank,
      w.issue_date)
    order by w.place)
  from wanted as w
  join taken as t on t.legal_entity_id = w.legal_entity_id and t.year = w.year
  cross join format as f
$$;
comment on function billing.take_numbers is
  'Invoice numbers for the given issue dates of legal entities, in the order given.';
