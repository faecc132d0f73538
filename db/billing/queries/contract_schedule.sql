-- What was billed is shown as it was billed, piece by piece after amendments, to each payer; what
-- is to come as it would be today, with what discounts will take off it, day by day. Of a minimum
-- that is what will be missing, nought if it is reached.
create or replace function billing.contract_schedule(contract_id uuid)
  returns setof billing.schedule_entry
  language plpgsql stable security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
begin
  if not exists (
    select from sales.contracts as c
    where c.tenant_id = v_tenant_id and c.id = contract_schedule.contract_id
  ) then
    perform kernel.fail('NOTFD', 'No contract has this id.', 'contract_id');
  end if;
  return query
    with to_come as materialized (
      select charge.contract_id, charge.line_id, charge.product_id, charge."position",
        charge.pricing_model, charge.price_interval, charge.whole_period, charge.line_period,
        charge.period, charge.bill_on, charge.quantity, charge.unit_price, open.amount,
        open.discount, charge
      from sales.line_charges(array[contract_schedule.contract_id]) as charge
      cross join lateral billing.open_amounts(charge, true) as open
    ),
    missing as (
      select short.line_id, short.line_period, short.amount
      from billing.shortfalls(array(
        select c.charge from to_come as c where c.pricing_model = 'minimum'
      )) as short
    ),
    priced as materialized (
      select charge.*, uuidv7() as id,
        case when charge.pricing_model = 'minimum' then coalesce(m.amount, 0 * charge.amount)
          else charge.amount end as cost
      from to_come as charge
      left join missing as m
        on m.line_id = charge.line_id and m.line_period = charge.line_period
    ),
    discounted as (
      select d.item_id, sum(d.amount) as amount
      from billing.discount_items(array(
        select (p.id, md5(p.bill_on::text)::uuid, p.contract_id, p.product_id, p.cost - p.discount,
          c.currency, p.bill_on, lower(p.line_period), case when p.price_interval <> 'one_time'
            and p.pricing_model <> 'minimum' then p.whole_period end, null)::billing.discountable
        from priced as p
        join sales.contracts as c on c.tenant_id = v_tenant_id and c.id = p.contract_id
        order by p.bill_on, p."position", lower(p.period))) as d
      group by d.item_id
    )
    select entry.line_id, entry.period_start, entry.period_end, entry.bill_on, entry.quantity,
      entry.unit_price, entry.amount::kernel.amount, entry.discount::kernel.amount,
      entry.invoice_id
    from (
      select b.line_id, lower(b.period) as period_start,
        kernel.last_day(b.period) as period_end,
        coalesce(i.issue_date, a.bill_on, upper(b.period)) as bill_on,
        sum(case when b.part = 0 then b.quantity else trim_scale(
            kernel.round_quotient(b.quantity * (b.shares[b.part]).weight, weighed.total, 6)) end)
          as quantity,
        b.unit_price, sum(b.amount) as amount, sum(b.discount) as discount, i.id as invoice_id
      from sales.contract_lines as l
      join billing.billed_periods as b on b.tenant_id = l.tenant_id and b.line_id = l.id
      left join billing.adjustments as a on a.tenant_id = b.tenant_id and a.id = b.adjustment_id
      left join billing.invoices as i
        on i.tenant_id = b.tenant_id and i.id = coalesce(b.invoice_id, a.invoice_id)
      cross join lateral (
        select nullif(sum(s.weight), 0) as total from unnest(b.shares) as s
      ) as weighed
      where l.tenant_id = v_tenant_id and l.contract_id = contract_schedule.contract_id
        and not b.is_undone
      group by b.line_id, b.period, coalesce(i.issue_date, a.bill_on, upper(b.period)),
        b.unit_price, i.id
      union all
      select p.line_id, lower(p.period), kernel.last_day(p.period), p.bill_on, p.quantity,
        p.unit_price, p.cost, p.discount + coalesce(d.amount, 0), null
      from priced as p
      left join discounted as d on d.item_id = p.id
    ) as entry
    join sales.contract_lines as l on l.tenant_id = v_tenant_id and l.id = entry.line_id
    order by entry.period_start, l."position";
end $$;
comment on function billing.contract_schedule is
  'The whole term of a contract, past and to come: periods, billing days, amounts, invoices.';
grant execute on function billing.contract_schedule to tenor_viewer;
