-- Spent is what the other lines of the contract cost for days of the period, before discount and
-- tax, split by days where they reach beyond it: what is billed as it was, after amendments, less
-- what credit notes took back; what is not, as it will be, unless a person undid it. So it does not
-- matter in which order they are billed. What is charged once counts in the period of its day.
create or replace function billing.shortfalls(minimums sales.line_charge[])
  returns setof sales.line_charge
  language sql stable security definer set search_path to ''
as $$
  with asked as (
    select distinct on (m.line_id, m.line_period) m.*,
      sum(m.amount) over (partition by m.line_id, m.line_period) as minimum
    from unnest(minimums) as m
    order by m.line_id, m.line_period, lower(m.period) desc
  ),
  spent as (
    select a.line_id, a.line_period, b.period, l.price_interval,
      b.amount * case when b.amount - b.discount + before.amount = 0 then 1
        else kernel.round_quotient(greatest(coalesce(item.stands, b.amount - b.discount), 0),
          b.amount - b.discount + before.amount, 30) end as amount
    from asked as a
    join sales.contract_lines as l
      on l.tenant_id = (select tenancy.current_tenant_id()) and l.contract_id = a.contract_id
      and l.pricing_model <> 'minimum'
    join billing.billed_periods as b on b.tenant_id = l.tenant_id and b.line_id = l.id
    left join billing.adjustments as charge
      on charge.tenant_id = b.tenant_id and charge.id = b.adjustment_id
    cross join lateral (
      select sum(rest.net_left + case when i.is_tax_included then rest.tax_left else 0 end)
        as stands
      from billing.invoice_items as item
      join billing.invoices as i on i.tenant_id = item.tenant_id and i.id = item.invoice_id
      cross join lateral billing.item_rests(array[item.id]) as rest
      where item.tenant_id = b.tenant_id
        and item.invoice_id = coalesce(b.invoice_id, charge.invoice_id) and case
          when b.adjustment_id is null then item.contract_line_id = b.line_id
            and item.part = b.part and item.adjustment_id is null
            and item.service_period @> lower(b.period)
          else item.adjustment_id = b.adjustment_id end
    ) as item
    -- What notes took of the days before lowers what is charged of them.
    cross join lateral (
      select coalesce(sum(g.amount), 0) as amount from unnest(b.granted) as g
      where g.contract_discount_id is null
    ) as before
    where not b.is_undone and case when l.price_interval = 'one_time'
      then a.line_period @> lower(b.period) else a.line_period && b.period end
    union all
    select a.line_id, a.line_period, charge.period, charge.price_interval, open.amount
    from sales.line_charges(array(select distinct asked.contract_id from asked)) as charge
    join asked as a on a.contract_id = charge.contract_id and case
      when charge.price_interval = 'one_time' then a.line_period @> lower(charge.period)
      else a.line_period && charge.period end
    cross join lateral (
      select charge.amount
      where not exists (
        select from billing.billed_periods as b
        where b.tenant_id = (select tenancy.current_tenant_id()) and b.line_id = charge.line_id
          and b.period && charge.period)
      union all
      select parts.amount
      from billing.open_amounts(charge) as parts
      where exists (
        select from billing.billed_periods as b
        where b.tenant_id = (select tenancy.current_tenant_id()) and b.line_id = charge.line_id
          and b.period && charge.period and b.part > 0)
    ) as open
    where charge.pricing_model <> 'minimum'
  )
  select (
    a.contract_id, a.line_id, a.terms_id, a.account_id, a.product_id, a."position", a.description,
    a.pricing_model, a.price_interval, a.whole_period, a.line_period, a.line_period, a.bill_on, 1,
    short.amount, 1, a.minimum, short.amount, 0
  )::sales.line_charge
  from asked as a
  left join (
    select s.line_id, s.line_period, sum(case when s.price_interval = 'one_time' then s.amount
        else kernel.round_quotient(
          s.amount * (upper(s.period * s.line_period) - lower(s.period * s.line_period)),
          upper(s.period) - lower(s.period), 30) end) as amount
    from spent as s
    group by s.line_id, s.line_period
  ) as used on used.line_id = a.line_id and used.line_period = a.line_period
  join sales.contracts as c
    on c.tenant_id = (select tenancy.current_tenant_id()) and c.id = a.contract_id
  cross join lateral (
    select kernel.round_amount(
      a.minimum - round(coalesce(used.amount, 0), 20), c.currency) as amount
  ) as short
  -- Where no minimum is asked for, nothing is looked at.
  where short.amount > 0 and minimums <> '{}'
$$;
comment on function billing.shortfalls is
  'What is missing of minimum charges, one for each commitment period that was not reached; rated '
  'is the minimum.';
