-- Looks at the one or two periods after a day alone, however long the contracts are.
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
    select case when c.billing_in_advance then lower(service.days * p.whole)
      else upper(service.days * p.whole) end as bill_on
    from (select daterange(l.start_date, l.end_date + 1)) as service (days)
    cross join lateral kernel.periods(
      c.billing_anchor, kernel.months_of(c.billing_frequency),
      daterange(
        greatest(l.start_date, asked.after),
        greatest(l.start_date, asked.after) + kernel.months_of(c.billing_frequency) * 31 + 2)
      * service.days) as p
    where l.price_interval <> 'one_time'
    union all
    select l.start_date where l.price_interval = 'one_time'
  ) as due on due.bill_on > asked.after
  group by asked.contract_id
$$;
comment on function sales.next_bill_dates is
  'For each contract the first day after the given one on which something of it is to be billed; '
  'null if there is none.';
