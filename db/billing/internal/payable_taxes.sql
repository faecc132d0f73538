-- So much of an invoice's suspended tax is payable as was paid of what is paid and owed, by largest
-- remainder; with the last payment the rest. The net goes with its tax.
create or replace function billing.payable_taxes(invoice_ids uuid[])
  returns table (invoice_id uuid, tax_code_id uuid, day date, taxable numeric, amount numeric)
  language sql stable security definer set search_path to ''
  set plan_cache_mode to force_custom_plan
as $$
  with suspended as materialized (
    select t.invoice_id, t.tax_code_id, t.day, sum(t.taxable) as taxable, sum(t.amount) as amount
    from billing.suspended_taxes(invoice_ids) as t
    group by t.invoice_id, t.tax_code_id, t.day
  ),
  share as materialized (
    select * from billing.paid_shares(invoice_ids)
  ),
  day as (
    select s.invoice_id, s.day from suspended as s
    union
    select s.invoice_id, s.day from share as s
    union
    select r.invoice_id, r.released_on
    from billing.released_taxes as r
    where r.tenant_id = (select tenancy.current_tenant_id()) and r.invoice_id = any (invoice_ids)
  ),
  levied as (
    select d.invoice_id, d.day, c.tax_code_id,
      row_number() over (partition by d.invoice_id, d.day order by c.tax_code_id) as place,
      coalesce(sum(s.taxable) over so_far, 0) as taxable,
      coalesce(sum(s.amount) over so_far, 0) as amount
    from day as d
    join (select distinct s.invoice_id, s.tax_code_id from suspended as s) as c using (invoice_id)
    left join suspended as s
      on s.invoice_id = d.invoice_id and s.tax_code_id = c.tax_code_id and s.day = d.day
    window so_far as (partition by d.invoice_id, c.tax_code_id order by d.day)
  ),
  paid as (
    select l.*, i.currency, case when p.owed <= 0 then null else
        kernel.split_amount(kernel.round_quotient(sum(l.amount) over together * p.paid,
            p.paid + p.owed, kernel.minor_unit(i.currency)),
          array_agg(l.amount) over together, i.currency) end as amounts
    from levied as l
    join billing.invoices as i
      on i.tenant_id = (select tenancy.current_tenant_id()) and i.id = l.invoice_id
    cross join lateral (
      select s.paid, s.owed from share as s
      where s.invoice_id = l.invoice_id and s.day <= l.day
      order by s.day desc
      limit 1
    ) as p
    window together as (partition by l.invoice_id, l.day order by l.place
      rows between unbounded preceding and unbounded following)
  )
  select p.invoice_id, p.tax_code_id, p.day,
    coalesce(kernel.round_quotient(p.taxable * due.amount, nullif(p.amount, 0),
      kernel.minor_unit(p.currency)), 0), due.amount
  from paid as p
  cross join lateral (
    select case when p.amounts is null then p.amount else p.amounts[p.place] end
  ) as due (amount)
$$;
comment on function billing.payable_taxes is
  'What is payable of the taxes of invoices on a cash basis at the end of each day on which '
  'something changed of them.';
