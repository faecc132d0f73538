-- Runs write invoices by the thousand, so no index is kept for their search: a number follows from
-- the formats of the series and their counters. What ends in digits is tried with them in each
-- period; what begins like a number is a range of the unique key, in the spellings that people use.
create or replace function search.match_numbers(typed text, at_most int)
  returns table (subject_id uuid, rank int)
  language sql stable security definer set search_path to ''
as $$
  with asked as materialized (
    select btrim(typed) as typed, search.normalised(typed) as spelled,
      substring(typed from '(\d{1,12})\s*$')::bigint as digits,
      (select tenancy.current_tenant_id()) as tenant_id
  ),
  series as materialized (
    select s.id, s.format, s.restart, split_part(s.format, '{', 1) as head
    from billing.number_series as s
    where s.tenant_id = (select tenancy.current_tenant_id()) and s.kind = 'invoice'
  ),
  whole as (
    select distinct w.number
    from asked as a
    cross join series as s
    join billing.number_counters as c on c.tenant_id = a.tenant_id and c.series_id = s.id
    cross join generate_series(
      extract(year from c.starts_on)::int, extract(year from case s.restart
        when 'never' then c.last_day else c.starts_on end)::int) as y (year)
    cross join generate_series(1, case when s.format like '%{MM}%' then 12 else 1 end) as m (month)
    cross join lateral billing.format_number(
      billing.stamp_format(s.format, y.year, m.month), a.digits) as w (number)
    where a.digits > 0
      and right(search.normalised(w.number), length(a.spelled)) = a.spelled
  ),
  begun as (
    select distinct b.spelling
    from asked as a
    left join series as s on true
    cross join lateral (values (a.typed), (upper(a.typed)), (lower(a.typed)),
      (case when lower(a.typed) = lower(left(s.head, length(a.typed)))
          then left(s.head, length(a.typed))
        when lower(left(a.typed, length(s.head))) = lower(s.head)
          then s.head || substr(a.typed, length(s.head) + 1) end)) as b (spelling)
    where b.spelling <> '' and a.spelled <> ''
  ),
  found as (
    select i.id, i.invoice_number,
      case when search.normalised(i.invoice_number) = a.spelled then 0 else 2 end as rank
    from asked as a
    cross join whole as w
    join billing.invoices as i
      on i.tenant_id = a.tenant_id and i.invoice_number = w.number
    union all
    select i.id, i.invoice_number, 1
    from asked as a
    cross join begun as b
    cross join lateral (
      select i.id, i.invoice_number
      from billing.invoices as i
      where i.tenant_id = a.tenant_id
        and i.invoice_number >= b.spelling and i.invoice_number < b.spelling || chr(1114111)
      order by i.invoice_number
      limit at_most
    ) as i
  )
  select f.id, min(f.rank)
  from found as f
  group by f.id
  order by min(f.rank), min(f.invoice_number)
  limit at_most
$$;
comment on function search.match_numbers is 'The best invoices for a typed number.';
