-- Looks at the one or two periods after a day alone, however long the contracts are. A minimum has
-- periods of its own and is always billed after them.
create or replace function sales.next_bill_dates(contract_ids uuid[], after date[])
  returns table (contract_id uuid, next_bill_on date)
  language sql stable security definer set search_path to ''
as $$
  select asked.contract_id, min(due.bill_on)
  from unnest(contract_ids, after) as asked (contract_id, after)
  join sales.contracts as c
    on c.tenant_id = (select tenancy.current_tenant_id()) and c.id = asked.contract_id
  join sales.contract_lines as l on l.tenant_id = c.tenant_id and l.contract_id = c.id
  left join lateral (
    select case when rhythm.in_advance then lower(rhythm.service * p.whole)
      else upper(rhythm.service * p.whole) end as bill_on
    from (
      select daterange(l.start_date, l.end_date + 1) as service,
        case l.pricing_model when 'minimum' then c.start_date else c.billing_anchor end as anchor,
        case l.pricing_model when 'minimum' then kernel.months_of(l.price_interval)
          else c.billing_months end as months,
        c.billing_in_advance and l.pricing_model <> 'minimum' as in_advance
    ) as rhythm
    cross join lateral kernel.periods(
      rhythm.anchor, rhythm.months,
      daterange(
        greatest(l.start_date, asked.after),
        greatest(l.start_date, asked.after) + rhythm.months * 31 + 2) * rhythm.service) as p
    where l.price_interval not in ('one_time', 'term')
    union all
    select case l.price_interval when 'term' then l.end_date + 1 else l.start_date end
    where l.price_interval in ('one_time', 'term')
  ) as due on due.bill_on > asked.after
  group by asked.contract_id
$$;
comment on function sales.next_bill_dates is
  'For each contract the first day after the given one on which something of it is to be billed; '
  'null if there is none.';
