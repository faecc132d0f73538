-- Looks at the one or two periods after a day alone, however long the contract is.
create or replace function sales.next_bill_on(contract_id uuid, after date)
  returns date
  language sql stable security definer set search_path to ''
as $$
  select min(due.bill_on)
  from sales.contracts as c
  join sales.contract_lines as l on l.tenant_id = c.tenant_id and l.contract_id = c.id
  cross join lateral (
    select case when c.billing_in_advance then lower(service.days * p.whole)
      else upper(service.days * p.whole) end as bill_on
    from (select daterange(l.start_date, l.end_date + 1)) as service (days)
    cross join lateral kernel.periods(
      c.billing_anchor, kernel.months_of(c.billing_frequency),
      daterange(
        greatest(l.start_date, after),
        greatest(l.start_date, after) + kernel.months_of(c.billing_frequency) * 31 + 2)
      * service.days) as p
    where l.price_interval <> 'one_time'
    union all
    select l.start_date where l.price_interval = 'one_time'
  ) as due
  where c.tenant_id = (select tenancy.current_tenant_id())
    and c.id = next_bill_on.contract_id
    and due.bill_on > after
$$;
comment on function sales.next_bill_on is
  'The first day after the given one on which something of the contract is to be billed.';
