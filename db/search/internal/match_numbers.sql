-- Runs write invoices by the thousand, so no index is kept for their search: a number follows from
-- the tenant's format and its counters. What ends in digits is tried with them in each year; what
-- begins like a number is a range of the unique key, in the spellings that people use.
create or replace function search.match_numbers(typed text, at_most int)
  returns table (subject_id uuid, rank int)
  language sql stable security definer set search_path to ''
as $$
  with asked as materialized (
    select t.id as tenant_id, t.invoice_number_format as format, btrim(typed) as typed,
      search.normalised(typed) as spelled, substring(typed from '(\d{1,12})\s*$')::bigint as digits,
      split_part(t.invoice_number_format, '{', 1) as head
    from tenancy.tenants as t
    where t.id = (select tenancy.current_tenant_id())
  ),
  whole as (
    select distinct w.number
    from asked as a
    join billing.number_series as s on s.tenant_id = a.tenant_id and s.kind = 'invoice'
    cross join generate_series(1, case when a.format like '%{MM}%' then 12 else 1 end) as m (month)
    cross join lateral billing.format_number(a.format, a.digits,
      make_date(coalesce(nullif(s.year, 0), 2000), m.month, 1)) as w (number)
    where a.digits > 0
      and right(search.normalised(w.number), length(a.spelled)) = a.spelled
  ),
  begun as (
    select distinct b.spelling
    from asked as a
    cross join lateral (values (a.typed), (upper(a.typed)), (lower(a.typed)),
      (case when lower(a.typed) = lower(left(a.head, length(a.typed)))
          then left(a.head, length(a.typed))
        when lower(left(a.typed, length(a.head))) = lower(a.head)
          then a.head || substr(a.typed, length(a.head) + 1) end)) as b (spelling)
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
