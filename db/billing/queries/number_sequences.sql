-- Read from the documents, not from the counters, which are only told by their last number.
create or replace function billing.number_sequences(
  series_id uuid default null, "from" date default null, "to" date default null,
  legal_entity_id uuid default null
)
  returns setof billing.number_sequence
  language sql stable security definer set search_path to ''
as $$
  with counted as materialized (
    select s.id, s.legal_entity_id, s.kind, c.starts_on, w.stamped, c.last_number,
      split_part(w.stamped, '{', 1) as head, billing.number_regex(w.stamped) as regex,
      upper(billing.numbering_period(s, c.starts_on)) - 1 as ends_on
    from billing.number_series as s
    join billing.number_counters as c on c.tenant_id = s.tenant_id and c.series_id = s.id
    cross join lateral (
      select billing.stamp_format(s.format,
        case when s.restart <> 'never' then extract(year from c.starts_on)::int end,
        case when s.restart = 'month' then extract(month from c.starts_on)::int end) as stamped
    ) as w
    where s.tenant_id = (select tenancy.current_tenant_id())
      and (number_sequences.series_id is null or s.id = number_sequences.series_id)
      and (number_sequences.legal_entity_id is null
        or s.legal_entity_id = number_sequences.legal_entity_id)
  ),
  numbered as (
    select c.id, c.starts_on, i.invoice_number as number, i.issue_date as day,
      substring(i.invoice_number from c.regex)::bigint as counted, i.finalized_at is not null
        as is_issued, i.status = 'void' as is_void
    from counted as c
    join billing.invoices as i on i.tenant_id = (select tenancy.current_tenant_id())
      and i.legal_entity_id = c.legal_entity_id and i.invoice_number >= c.head
      and i.invoice_number < c.head || chr(1114111) and i.invoice_number ~ c.regex
    union all
    select c.id, c.starts_on, n.credit_note_number, n.issue_date,
      substring(n.credit_note_number from c.regex)::bigint, true, false
    from counted as c
    join billing.credit_notes as n on n.tenant_id = (select tenancy.current_tenant_id())
      and n.legal_entity_id = c.legal_entity_id and n.credit_note_number ~ c.regex
    where c.kind = 'credit_note'
  ),
  ordered as (
    select n.*, n.is_issued and n.day < max(n.day) filter (where n.is_issued) over (
        partition by n.id, n.starts_on order by n.counted
        rows between unbounded preceding and 1 preceding) as is_late,
      lag(n.counted, 1, 0::bigint) over (partition by n.id, n.starts_on order by n.counted)
        as before
    from numbered as n
  ),
  summed as (
    select o.id, o.starts_on, min(o.counted) as lowest, max(o.counted) as highest,
      (array_agg(o.number order by o.counted))[1] as first_number,
      (array_agg(o.number order by o.counted desc))[1] as last_number, count(*) as documents,
      coalesce(array_agg(o.number order by o.counted) filter (
        where o.is_void and not o.is_issued), '{}') as discarded,
      coalesce(array_agg(o.number order by o.counted) filter (where o.is_late), '{}')
        as out_of_order
    from ordered as o
    where (number_sequences."from" is null or o.day >= number_sequences."from")
      and (number_sequences."to" is null or o.day <= number_sequences."to")
    group by o.id, o.starts_on
  )
  select c.id, c.legal_entity_id, c.kind, c.stamped, c.starts_on, c.ends_on, s.first_number,
    s.last_number, s.documents::int, array(
      select billing.format_number(c.stamped, gap)
      from (
        select o.before, o.counted from ordered as o
        where o.id = c.id and o.starts_on = c.starts_on and o.counted > o.before + 1
        union all
        select max(o.counted), c.last_number + 1 from ordered as o
        where o.id = c.id and o.starts_on = c.starts_on
      ) as missing
      cross join lateral generate_series(missing.before + 1, missing.counted - 1) as gap
      where gap >= case when number_sequences."from" is null then 1 else s.lowest end
        and gap <= case when number_sequences."to" is null then c.last_number else s.highest end
      order by gap
    ), s.discarded, s.out_of_order
  from summed as s
  join counted as c on c.id = s.id and c.starts_on = s.starts_on
  order by c.legal_entity_id, c.kind desc, c.starts_on, c.id
$$;
comment on function billing.number_sequences is
  'The numbers that were given, by series and period, of documents of the days asked for: first, '
  'last, how many, those that are missing, those of discarded drafts, and those out of order.';
grant execute on function billing.number_sequences to tenor_viewer, tenor_analyst;
