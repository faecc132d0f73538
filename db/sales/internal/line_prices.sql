-- Recurring discounts of a contract lower the MRR of its lines while they hold, one after the
-- other, each in proportion to what the one before has left; an amount counts for the months of one
-- invoice. So all lines are cut on the days on which any of them, or a discount, begins or ends.
create or replace function sales.line_prices(contract_ids uuid[])
  returns setof sales.line_price
  language plpgsql stable security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
begin
  if not exists (
    select from sales.contract_discounts as d
    where d.tenant_id = v_tenant_id and d.contract_id = any(contract_ids) and d.duration <> 'once'
  ) then
    return query select * from sales.agreed_prices(contract_ids);
    return;
  end if;

  return query
    with recursive prices as materialized (
      select p.*, l.product_id, c.billing_months as months
      from sales.agreed_prices(contract_ids) as p
      join sales.contract_lines as l on l.tenant_id = v_tenant_id and l.id = p.line_id
      join sales.contracts as c on c.tenant_id = v_tenant_id and c.id = p.contract_id
    ),
    discounts as materialized (
      select d.contract_id, d.valid, d.percent::numeric, d.amount::numeric, d.product_ids,
        row_number() over each_contract as round,
        count(*) over (partition by d.contract_id) as rounds
      from sales.contract_discounts as d
      where d.tenant_id = v_tenant_id and d.contract_id = any(contract_ids)
        and d.duration <> 'once' and not isempty(d.valid)
      window each_contract as (partition by d.contract_id order by d."position")
    ),
    days as (
      select d.contract_id, cut.day
      from discounts as d
      cross join lateral (values (lower(d.valid)), (upper(d.valid))) as cut (day)
      where cut.day is not null
      union
      select p.contract_id, cut.day
      from prices as p
      cross join lateral (values (lower(p.valid)), (upper(p.valid))) as cut (day)
      where p.contract_id in (select d.contract_id from discounts as d)
    ),
    stretches as (
      select d.contract_id,
        daterange(d.day, lead(d.day) over (partition by d.contract_id order by d.day)) as days
      from days as d
    ),
    discounted as (
      select p.contract_id, p.line_id, p.terms_id, p.product_id, p.months,
        p.valid * coalesce(s.days, p.valid) as valid, p.quantity, p.unit_price, p.rated,
        p.discount_percent, p.mrr as left_over, 0::bigint as round
      from prices as p
      left join stretches as s on s.contract_id = p.contract_id and s.days && p.valid
      union all
      select w.contract_id, w.line_id, w.terms_id, w.product_id, w.months, w.valid, w.quantity,
        w.unit_price, w.rated, w.discount_percent,
        w.left_over - case
          when w.weight = 0 then 0
          when w.percent is not null then w.weight * w.percent * 0.01
          else kernel.round_quotient(
            w.weight * least(w.amount, w.total * w.months), w.total * w.months, 30)
        end, w.round + 1
      from (
        select m.*, sum(m.weight) over (partition by m.contract_id, lower(m.valid)) as total
        from (
          select e.*, d.percent, d.amount,
            case when d.valid @> lower(e.valid)
                and (d.product_ids is null or e.product_id = any(d.product_ids))
              then e.left_over else 0 end as weight
          from discounted as e
          join discounts as d on d.contract_id = e.contract_id and d.round = e.round + 1
        ) as m
      ) as w
    )
    select e.contract_id, e.line_id, e.terms_id, e.valid, e.quantity, e.unit_price, e.rated,
      e.discount_percent, trim_scale(round(e.left_over, 12))
    from discounted as e
    where e.round = coalesce(
      (select max(d.rounds) from discounts as d where d.contract_id = e.contract_id), 0);
end $$;
comment on function sales.line_prices is
  'The versions of the recurring lines of contracts, each with its price and its MRR after the '
  'recurring discounts of its contract.';
