-- One round for each place in the order of a contract's discounts, all contracts and invoices at
-- once. A discount takes from a period on an invoice what is wanted of the lines that it is for, at
-- most what is left of them, and splits it over them as kernel.split_amount does, here by windows:
-- largest remainder in proportion to what is left, so that no line falls below zero. An invoice of
-- several periods takes what an invoice for each would; what is charged once counts with the first.
-- What is given once is spent one after the other: what one takes is what all so far can take less
-- what those before did. Of an amount that each period is given it has for these charges what the
-- others of the period have left of it. A discount is given to the periods on whose first day it
-- holds, in advance and in arrears alike. What several payers bear of a contract on a day is one
-- turn; a percentage given once that others have of the same days is given to who comes later, too.
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
        when d.amount is null then not d.is_used or d.id in (
          select kept.id from unnest(items) as i cross join lateral unnest(i.kept_ids) as kept (id))
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
    lines as materialized (
      select i.item_id, i.contract_id, i.product_id, i.net, i.currency, i.place, i.first_day,
        i.period, i.kept_ids, 10::numeric ^ kernel.minor_unit(i.currency) as unit,
        dense_rank() over (
          partition by i.contract_id order by i.issue_date, i.invoice_place, i.period) as turn
      from (
        select item.*, min(item.place) over (partition by item.invoice_id) as invoice_place,
          coalesce(item.whole_period, first_value(item.whole_period) over (
            partition by item.invoice_id, item.contract_id
            order by item.whole_period nulls last)) as period
        from unnest(items) with ordinality as item (item_id, invoice_id, contract_id, product_id,
          net, currency, issue_date, first_day, whole_period, kept_ids, place)
      ) as i
      where i.net > 0 and i.contract_id in (select d.contract_id from discounts as d)
    ),
    -- What other charges of the same periods have of amounts that each period is given.
    given as materialized (
      select d.id as discount_id, l.turn, sum(g.amount) as amount
      from discounts as d
      join (
        select distinct l.contract_id, l.turn, l.period
        from lines as l where l.period is not null
      ) as l on l.contract_id = d.contract_id
      join sales.contract_lines as cl
        on cl.tenant_id = v_tenant_id and cl.contract_id = l.contract_id
      join billing.billed_periods as b
        on b.tenant_id = cl.tenant_id and b.line_id = cl.id and b.whole_period = l.period
        and not b.is_undone
      cross join lateral unnest(b.granted) as g
      where d.amount is not null and d.duration <> 'once' and g.contract_discount_id = d.id
      group by d.id, l.turn
    ),
    rounds as (
      select l.*, l.net as left_over, 0::bigint as round, null::uuid as discount_id,
        0 as "position", 0::numeric as taken,
        null::numeric as remaining, 0::numeric as reach, 0::numeric as weight
      from lines as l
      union all
      select s.item_id, s.contract_id, s.product_id, s.net, s.currency, s.place, s.first_day,
        s.period, s.kept_ids, s.unit, s.turn, s.left_over - s.units / s.unit,
        s.round + 1, s.discount_id, s."position", s.units / s.unit, s.remaining,
        case when s.percent is null then s.units / s.unit else s.weight end, s.weight
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
              case when t.percent is not null then null
                when t.is_once then greatest(t.amount - t.so_far + t.total, 0)
                when t.is_shared then t.amount end as remaining
            from (
              select m.*,
                sum(m.weight) over (partition by m.contract_id, m.turn) as total,
                sum(m.weight) over (partition by m.contract_id order by m.turn) as so_far,
                kernel.percent_of(
                  sum(m.weight) over (partition by m.contract_id, m.turn), m.percent, m.currency)
                  as share
              from (
                select r.item_id, r.contract_id, r.product_id, r.net, r.currency, r.place,
                  r.first_day, r.period, r.kept_ids, r.unit, r.turn, r.left_over, r.round,
                  d.id as discount_id, d."position", d.percent::numeric,
                  coalesce(d.remaining_amount, greatest(d.amount - coalesce(given.amount, 0), 0))
                    ::numeric as amount,
                  d.duration = 'once' as is_once, given.amount is not null as is_shared,
                  case when d.valid @> r.first_day
                      and (d.product_ids is null or r.product_id = any(d.product_ids))
                      and (d.duration <> 'once' or d.amount is not null or not d.is_used
                        or d.id = any (r.kept_ids))
                    then r.left_over else 0 end as weight
                from rounds as r
                join discounts as d on d.contract_id = r.contract_id and d.round = r.round + 1
                left join given on given.discount_id = d.id and given.turn = r.turn
              ) as m
            ) as t
          ) as w
        ) as f
      ) as s
    )
    select r.item_id, r.discount_id, r."position", kernel.round_amount(r.taken, r.currency),
      kernel.round_amount(r.remaining, r.currency), r.reach, split.lefts,
      array_position(split.item_ids, r.item_id)
    from rounds as r
    left join (
      select s.contract_id, s.turn, s.round,
        array_agg(kernel.round_amount(s.weight, s.currency) order by s.place) as lefts,
        array_agg(s.item_id order by s.place) as item_ids
      from rounds as s
      where s.kept_ids is not null and s.weight > 0
      group by s.contract_id, s.turn, s.round
    ) as split on split.contract_id = r.contract_id and split.turn = r.turn
      and split.round = r.round
    where r.taken > 0
    order by r.place, r.round;
end $$;
comment on function billing.discount_items is
  'What the discounts of contracts take off items, in the order in which they are taken.';
