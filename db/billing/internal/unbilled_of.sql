-- Never a reckoning of its own: of the charges that the schedule is going to bill, and of the items
-- of drafts, the net after discounts, in proportion to the days of each until then. Nothing of a
-- minimum, whose true-up nobody knows before its period is over, nor of what amendments change of
-- days that are billed: that is left to their invoice. What a person undid is billed no more.
create or replace function billing.unbilled_of(contract_ids uuid[])
  returns setof billing.unbilled_receivables
  language sql stable security definer set search_path to ''
as $$
  with contracts as materialized (
    select c.id, c.legal_entity_id, c.currency, c.billing_months, s.next_bill_on, m.day
    from sales.contracts as c
    join billing.billing_schedules as s on s.tenant_id = c.tenant_id and s.contract_id = c.id
    join billing.month_ends() as m on m.legal_entity_id = c.legal_entity_id
    where c.tenant_id = (select tenancy.current_tenant_id()) and c.id = any (contract_ids)
  ),
  -- A period that begins by the end of a month is billed within its own length after that; ends of
  -- months make that a few days more.
  rhythms as materialized (
    select array_agg(c.id) as ids, min(c.next_bill_on) as bill_from,
      (max(c.day) + make_interval(months => c.billing_months, days => 4))::date as bill_until
    from contracts as c
    where c.next_bill_on is not null
    group by c.billing_months
  ),
  charges as materialized (
    select uuidv7() as item_id, charge.contract_id, charge.line_id, charge.account_id,
      charge.product_id, charge."position", charge.price_interval, charge.whole_period,
      charge.line_period, charge.period, charge.bill_on, c.legal_entity_id, c.currency, c.day,
      case when billed.is_begun then (
          select sum(billing.part_of(charge.amount - charge.discount, m.shares, m.part, c.currency))
          from billing.missing_parts(charge.line_id, charge.period, charge.quantity) as m)
        else charge.amount - charge.discount end as net
    from rhythms as r
    cross join lateral sales.line_charges(r.ids, r.bill_from, r.bill_until) as charge
    join contracts as c on c.id = charge.contract_id
    cross join lateral (
      select exists (
        select from billing.billed_periods as b
        where b.tenant_id = (select tenancy.current_tenant_id()) and b.line_id = charge.line_id
          and b.period && charge.period) as is_begun
    ) as billed
    where charge.bill_on >= c.next_bill_on and lower(charge.line_period) <= c.day
      and charge.pricing_model <> 'minimum'
  ),
  discounts as materialized (
    select d.item_id, sum(d.amount) as amount
    from billing.discount_items(array(
      select (c.item_id, c.turn_id, c.contract_id, c.product_id, c.net, c.currency, c.bill_on,
        lower(c.line_period), case when c.price_interval <> 'one_time' then c.whole_period end,
        null)::billing.discountable
      from (
        select c.*, first_value(c.item_id) over (
            partition by c.contract_id, c.bill_on order by c.item_id) as turn_id
        from charges as c
        where c.net > 0
      ) as c
      order by c.contract_id, c.bill_on, c."position", c.period)) as d
    group by d.item_id
  ),
  priced as materialized (
    select c.*, c.net - coalesce(d.amount, 0) as price, row_number() over () as place
    from charges as c
    left join discounts as d on d.item_id = c.item_id
    where lower(c.period) <= c.day and c.net > 0
  ),
  -- Of prices that include their tax, the net.
  taxed as materialized (
    select t.line_key, min(t.taxable) as net
    from tax.tax_lines(array(
      select (p.place, p.item_id, p.legal_entity_id, p.account_id, p.product_id, null, p.price,
        p.currency, billing.tax_point(
          case when p.price_interval = 'one_time' then 'one_time' else 'recurring' end, p.period,
          null, p.bill_on), true)::tax.assessable
      from priced as p
      join tax.tax_settings as s
        on s.tenant_id = (select tenancy.current_tenant_id()) and s.prices_include_tax
      order by p.place)) as t
    group by t.line_key
  ),
  pieces as (
    select p.contract_id, p.line_id, p.whole_period, p.period, coalesce(t.net, p.price) as net
    from priced as p
    left join taxed as t on t.line_key = p.place
    union all
    select c.id, item.contract_line_id, item.whole_period, item.service_period,
      item.amount - item.discount
    from contracts as c
    join sales.contract_lines as l
      on l.tenant_id = (select tenancy.current_tenant_id()) and l.contract_id = c.id
    join billing.invoice_items as item
      on item.tenant_id = l.tenant_id and item.contract_line_id = l.id
    join billing.invoices as i on i.tenant_id = item.tenant_id and i.id = item.invoice_id
    where i.status = 'draft' and item.adjustment_id is null and item.kind <> 'true_up'
      and lower(item.service_period) <= c.day
  )
  select (select tenancy.current_tenant_id()), uuidv7(), c.legal_entity_id, c.id, p.line_id,
    p.whole_period, c.currency, p.amount, c.day, null::date, null::uuid, tenancy.now()
  from (
    select p.contract_id, p.line_id, p.whole_period, sum(kernel.round_quotient(
      p.net * (least(upper(p.period), c.day + 1) - lower(p.period)),
      upper(p.period) - lower(p.period), kernel.minor_unit(c.currency))) as amount
    from pieces as p
    join contracts as c on c.id = p.contract_id
    group by p.contract_id, p.line_id, p.whole_period
  ) as p
  join contracts as c on c.id = p.contract_id
  where p.amount > 0
$$;
comment on function billing.unbilled_of is
  E'@behavior -*\nWhat contracts delivered by the last end of a month and nobody billed, by line '
  'and billing period.';
