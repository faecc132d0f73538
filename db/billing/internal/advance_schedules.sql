-- A contract of which something was refused stays due; the others move on to their next day.
create or replace function billing.advance_schedules(
  contract_ids uuid[], bill_until date, refused_ids uuid[]
)
  returns void
  language sql volatile security definer set search_path to ''
as $$
  with billed as materialized (
    select s.contract_id,
      coalesce(bill_until, (clock.now at time zone settings.time_zone)::date) as until
    from (select tenancy.now()) as clock (now)
    join billing.billing_schedules as s on s.tenant_id = (select tenancy.current_tenant_id())
    join sales.contracts as c on c.tenant_id = s.tenant_id and c.id = s.contract_id
    join customers.accounts as a on a.tenant_id = c.tenant_id and a.id = c.account_id
    cross join lateral customers.payer_of(a) as paying
    cross join lateral customers.settings_of(paying) as settings
    where s.contract_id = any(contract_ids)
      and s.contract_id <> all(refused_ids)
      and c.status <> 'draft'
      and not a.credit_hold and not paying.credit_hold
      and s.next_bill_on is not null
  ),
  batch as (
    select array_agg(b.contract_id) as ids, array_agg(b.until) as until from billed as b
  ),
  dates as materialized (
    select next.*
    from batch
    cross join lateral sales.next_bill_dates(batch.ids, batch.until) as next
  )
  update billing.billing_schedules as s
  set next_bill_on = least(next.next_bill_on, (
    select min(a.bill_on)
    from billing.adjustments as a
    where a.tenant_id = s.tenant_id and a.contract_id = s.contract_id
      and a.invoice_id is null and a.bill_on > billed.until))
  from dates as next
  join billed on billed.contract_id = next.contract_id
  where s.tenant_id = (select tenancy.current_tenant_id()) and s.contract_id = next.contract_id
$$;
comment on function billing.advance_schedules is
  'Sets when contracts are billed next, after they were billed until a day.';
