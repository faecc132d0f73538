-- Looks at the one or two periods after a day alone, however long the contracts are, and once at
-- lines that have the same days. A minimum has periods of its own and is always billed after them.
create or replace function sales.next_bill_dates(contract_ids uuid[], after date[])
  returns table (contract_id uuid, next_bill_on date)
  language sql stable security definer set search_path to ''
as $$
  with rhythms as materialized (
    select distinct c.id as contract_id, asked.after, l.start_date, l.end_date,
      case when l.price_interval in ('one_time', 'term') then l.price_interval end as once,
      case l.pricing_model when 'minimum' then c.start_date else c.billing_anchor end as anchor,
      case l.pricing_model when 'minimum' then kernel.months_of(l.price_interval)
        else c.billing_months end as months,
      c.billing_in_advance and l.pricing_model <> 'minimum' as in_advance
    from unnest(contract_ids, after) as asked (contract_id, after)
    join sales.contracts as c
      on c.tenant_id = (select tenancy.current_tenant_id()) and c.id = asked.contract_id
    join sales.contract_lines as l on l.tenant_id = c.tenant_id and l.contract_id = c.id
  )
  select r.contract_id, min(due.bill_on)
  from rhythms as r
  left join lateral (
    select case when r.in_advance then lower(s.service * p.whole)
      else upper(s.service * p.whole) end as bill_on
    from (select daterange(r.start_date, r.end_date + 1) as service) as s
    cross join lateral kernel.periods(
      r.anchor, r.months,
      daterange(
        greatest(r.start_date, r.after),
        greatest(r.start_date, r.after) + r.months * 31 + 2) * s.service) as p
    where r.once is null
    union all
    select case r.once when 'term' then r.end_date + 1 else r.start_date end
    where r.once is not null
  ) as due on due.bill_on > r.after
  group by r.contract_id
$$;
comment on function sales.next_bill_dates is
  'For each contract the first day after the given one on which something of it is to be billed; '
  'null if there is none.';
