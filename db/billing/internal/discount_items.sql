-- One round for each place in the order of a contract's discounts, all contracts and invoices at
-- once. A discount takes from an invoice what is wanted of the lines that it is for, at most what
-- is left of them, and splits it over them as kernel.split_amount does, here by windows: largest
-- remainder in proportion to what is left, so that no line falls below zero. What is given once is
-- spent invoice by invoice: what one takes is what all so far can take less what those before did.
-- A charge that an amendment cut while it waited is discounted on what is left of it, wherever the
-- credit stands. An invoice in arrears is for the days before it, so its day is the one before.
create or replace function billing.discount_items(items billing.discountable[])
  returns setof billing.item_discount
  language plpgsql stable security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_discounts sales.contract_discounts[] := array(
    select d from sales.contract_discounts as d
    where d.tenant_id = v_tenant_id
      and d.contract_id in (select i.contract_id from unnest(items) as i)
      and case when d.duration <> 'once' then not isempty(d.valid)
        when d.amount is null then not d.is_used
        else d.remaining_amount > 0 end);
begin
  if v_discounts = '{}' then
    return;
  end if;
  return query
    with recursive discounts as materialized (
      select d.*, row_number() over (partition by d.contract_id order by d."position") as round
      from unnest(v_discounts) as d
    ),
    cuts as materialized (
      select a.credited_adjustment_id as adjustment_id, sum(a.amount - a.discount) as net
      from billing.adjustments as a
      where a.tenant_id = v_tenant_id and a.is_cut and not a.is_dropped
        and a.credited_adjustment_id = any (array(
          select i.adjustment_id from unnest(items) as i where i.adjustment_id is not null))
      group by a.credited_adjustment_id
    ),
    lines as materialized (
      select i.item_id, i.contract_id, i.product_id, i.net, i.currency, i.place,
        10::numeric ^ kernel.minor_unit(i.currency) as unit,
        i.issue_date - (not c.billing_in_advance)::int as day,
        dense_rank() over (
          partition by i.contract_id order by i.issue_date, i.invoice_place) as turn
      from (
        select item.item_id, item.contract_id, item.product_id, item.currency, item.issue_date,
          item.place, min(item.place) over (partition by item.invoice_id) as invoice_place,
          item.net + coalesce(kernel.round_amount(
            cut.net * item.net / nullif(sum(item.net) over (partition by item.adjustment_id), 0),
            item.currency), 0) as net
        from unnest(items) with ordinality as item (item_id, invoice_id, contract_id, product_id,
          net, currency, issue_date, adjustment_id, place)
        left join cuts as cut on cut.adjustment_id = item.adjustment_id
      ) as i
      join sales.contracts as c on c.tenant_id = v_tenant_id and c.id = i.contract_id
      where i.net > 0 and i.contract_id in (select d.contract_id from discounts as d)
    ),
    rounds as (
      select l.*, l.net as left_over, 0::bigint as round, null::uuid as discount_id,
        0 as "position", 0::numeric as taken,
        null::numeric as remaining
      from lines as l
      union all
      select s.item_id, s.contract_id, s.product_id, s.net, s.currency, s.place, s.unit, s.day,
        s.turn, s.left_over - s.units / s.unit, s.round + 1, s.discount_id, s."position",
        s.units / s.unit, s.remaining
      from (
        select f.*, f.floor + (
            row_number() over (partition by f.contract_id, f.turn order by f.rest desc, f.place)
            <= f.whole * f.unit - sum(f.floor) over (partition by f.contract_id, f.turn)
          )::int as units
        from (
          select w.*, div(w.whole * w.unit * w.weight, greatest(w.total, 1 / w.unit)) as floor,
            mod(w.whole * w.unit * w.weight, greatest(w.total, 1 / w.unit)) as rest
          from (
            select t.*, case
                when t.is_once and t.percent is not null
                  then case when t.turn = min(t.turn) filter (where t.share > 0)
                      over (partition by t.contract_id) then t.share else 0 end
                when t.percent is not null then t.share
                when t.is_once
                  then least(t.amount, t.so_far) - least(t.amount, t.so_far - t.total)
                else least(t.amount, t.total)
              end as whole,
              case when t.is_once and t.percent is null
                then greatest(t.amount - t.so_far + t.total, 0) end as remaining
            from (
              select m.*,
                sum(m.weight) over (partition by m.contract_id, m.turn) as total,
                sum(m.weight) over (partition by m.contract_id order by m.turn) as so_far,
                kernel.round_amount(
                  sum(m.weight) over (partition by m.contract_id, m.turn) * m.percent / 100,
                  m.currency) as share
              from (
                select r.item_id, r.contract_id, r.product_id, r.net, r.currency, r.place, r.unit,
                  r.day, r.turn, r.left_over, r.round, d.id as discount_id, d."position",
                  d.percent::numeric, coalesce(d.remaining_amount, d.amount)::numeric as amount,
                  d.duration = 'once' as is_once,
                  case when d.valid @> r.day
                      and (d.product_ids is null or r.product_id = any(d.product_ids))
                    then r.left_over else 0 end as weight
                from rounds as r
                join discounts as d on d.contract_id = r.contract_id and d.round = r.round + 1
              ) as m
            ) as t
          ) as w
        ) as f
      ) as s
    )
    select r.item_id, r.discount_id, r."position", kernel.round_amount(r.taken, r.currency),
      kernel.round_amount(r.remaining, r.currency)
    from rounds as r
    where r.taken > 0
    order by r.place, r.round;
end $$;
comment on function billing.discount_items is
  'What the discounts of contracts take off items, in the order in which they are taken.';
