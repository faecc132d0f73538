-- The days of redone pieces by the terms as they are now, version by version; days whose line has
-- ended are charged no more. They keep the discounts that they had, as far as these go: those are
-- the period's, whether they hold still or not. What is beyond is discounted when it is billed.
-- What credit notes took of the same days lowers the charge, since it was given back already. An
-- amount given once that a charge has no use for goes back to what is left of it, and a charge
-- that had some of it may take of that again. A part is charged its part, by the shares of the
-- piece; who has the rest of the seats, and had none, has a part of what comes on top.
create or replace function billing.charges_of_pieces(
  pieces billing.redone_pieces[], contract_id uuid, bill_on date
)
  returns setof billing.adjustments
  language sql stable security definer set search_path to ''
as $$
  with rests as (
    select p.*, l.account_id, l.price_interval, kernel.months_of(l.price_interval) as price_months,
      c.billing_months as months,
      kernel.period_number(c.billing_anchor, c.billing_months, lower(p.whole_period)) as n,
      min(p.part) over (partition by p.line_id, p.period) as first_part,
      case when p.extent is not null then p.extent - p.used_extent
        else p.amount - p.discount + billing.taken_by(p.granted)
          - (p.used_amount - p.used_discount + billing.taken_by(p.used_granted))
      end as own_extent,
      billing.rest_of_discounts(p.granted, p.used_granted) || case when p.noted_amount > 0 then
        array[(null, 'Credited before', null, p.noted_amount, p.noted_amount, 0
          )::billing.granted_discount]
        end as own_granted
    from unnest(pieces) as p
    join sales.contract_lines as l on l.tenant_id = p.tenant_id and l.id = p.line_id
    join sales.contracts as c on c.tenant_id = l.tenant_id and c.id = l.contract_id
  ),
  bearing as (
    select r.*, b.bears, b.rest_extent, b.rest_granted
    from rests as r
    cross join lateral (
      select r.part as bears, r.own_extent as rest_extent, r.own_granted as rest_granted
      union all
      select s.place, null, null
      from unnest(r.shares) with ordinality as s (account_id, weight, is_rest, place)
      where r.part = r.first_part and s.is_rest and s.weight = 0 and not exists (
        select from billing.billed_periods as b
        where b.tenant_id = r.tenant_id and b.line_id = r.line_id and b.part = s.place
          and b.period && r.period)
    ) as b
  ),
  segments as (
    select r.*, billing.weigh(r.shares, price.quantity) as new_shares,
      price.terms_id as new_terms_id, price.quantity as new_quantity,
      price.unit_price as new_unit_price, price.rated as new_rated, price.discount_percent,
      price.valid * r.period as segment,
      lower(price.valid * r.period) - lower(r.period) as since,
      upper(price.valid * r.period) - lower(r.period) as until,
      upper(r.period) - lower(r.period) as days
    from bearing as r
    join sales.agreed_prices(array[charges_of_pieces.contract_id]) as price
      on price.line_id = r.line_id and price.valid && r.period
  ),
  charged as (
    select s.*, part.net + part.discount as new_amount, part.discount as line_discount,
      kernel.round_quotient(s.rest_extent * s.until, s.days, kernel.minor_unit(s.currency))
        - kernel.round_quotient(s.rest_extent * s.since, s.days, kernel.minor_unit(s.currency))
        as new_extent
    from segments as s
    cross join lateral (
      select sales.price_of_days(s.new_rated, s.price_months, s.months, s.n, s.until - s.since,
        upper(s.whole_period) - lower(s.whole_period), s.currency) as amount
    ) as charge
    cross join lateral (
      select kernel.round_amount(
        charge.amount * coalesce(s.discount_percent, 0) / 100, s.currency) as discount
    ) as line
    cross join lateral (
      select billing.part_of(charge.amount - line.discount, s.new_shares, s.bears::int, s.currency)
          as net,
        billing.part_of(line.discount, s.new_shares, s.bears::int, s.currency) as discount
    ) as part
    where s.bears = s.part or (s.new_shares[s.bears]).weight > 0
  ),
  carried as (
    select c.*, row_number() over (order by c.line_id, c.segment, c.bears) as place,
      least(c.new_amount - c.line_discount, c.new_extent) as within,
      billing.carried_discounts(
        billing.part_of_discounts(c.rest_granted, c.since, c.until, c.days, c.currency),
        least(c.new_amount - c.line_discount, c.new_extent), c.currency) as carried
    from charged as c
  ),
  -- Amounts given once: what the days had of them, less what their new charges take.
  given_once as materialized (
    select d.id, d.remaining_amount + coalesce(had.amount, 0) - coalesce(taken.amount, 0)
        as available
    from sales.contract_discounts as d
    left join (
      select g.contract_discount_id, sum(g.reach) as amount
      from rests as r cross join lateral unnest(r.own_granted) as g
      group by g.contract_discount_id
    ) as had on had.contract_discount_id = d.id
    left join (
      select g.contract_discount_id, sum(g.amount) as amount
      from carried as c cross join lateral unnest(c.carried) as g
      group by g.contract_discount_id
    ) as taken on taken.contract_discount_id = d.id
    where d.tenant_id = (select tenancy.current_tenant_id())
      and d.contract_id = charges_of_pieces.contract_id and d.remaining_amount is not null
  ),
  wanting as (
    select c.place, once.id, once.available, c.within - g.taken_so_far as wanted,
      row_number() over (partition by c.place order by g.place) as nth
    from carried as c
    cross join lateral (
      select g.*, sum(g.amount) over (order by g.place) as taken_so_far
      from unnest(c.carried) with ordinality
        as g (contract_discount_id, name, percent, reach, whole, amount, place)
    ) as g
    join given_once as once on once.id = g.contract_discount_id and once.available > 0
    where c.within > g.taken_so_far
  ),
  more as (
    select w.place, w.id, least(w.wanted, greatest(w.available - coalesce(sum(w.wanted)
      over (partition by w.id order by w.place rows between unbounded preceding and 1 preceding),
      0), 0)) as amount
    from wanting as w
    where w.nth = 1
  ),
  raised as (
    select c.*, billing.carried_discounts((
      select array_agg((g.contract_discount_id, g.name, g.percent,
          case when once.id is null then g.reach else g.amount + coalesce(m.amount, 0) end,
          case when once.id is null then g.whole else g.amount + coalesce(m.amount, 0) end,
          g.amount)::billing.granted_discount order by g.place)
      from unnest(c.carried) with ordinality
        as g (contract_discount_id, name, percent, reach, whole, amount, place)
      left join given_once as once on once.id = g.contract_discount_id
      left join more as m on m.place = c.place and m.id = g.contract_discount_id
    ), c.within, c.currency) as raised
    from carried as c
  ),
  -- Of an amount given once the days have what they take, no claim on more.
  settled as (
    select r.*, (
      select array_agg((g.contract_discount_id, g.name, g.percent,
          case when once.id is null then g.reach else g.amount end,
          case when once.id is null then g.whole else g.amount end,
          g.amount)::billing.granted_discount order by g.place)
      from unnest(r.raised) with ordinality
        as g (contract_discount_id, name, percent, reach, whole, amount, place)
      left join given_once as once on once.id = g.contract_discount_id
    ) as new_granted
    from raised as r
  )
  select (
    s.tenant_id, uuidv7(), charges_of_pieces.contract_id, s.line_id, s.new_terms_id,
    s.amendment_id, s.id, coalesce((s.new_shares[s.bears]).account_id, s.account_id), 'charge',
    s.segment, s.whole_period, s.new_quantity,
    s.new_unit_price, trim_scale(s.months::numeric / s.price_months), s.new_rated, s.new_amount,
    s.line_discount + billing.taken_by(s.new_granted), null, s.new_granted, s.new_extent,
    s.currency, greatest(charges_of_pieces.bill_on, waiting.bill_on), null, null, null, null, null,
    false, s.bears, s.new_shares, tenancy.now()
  )::billing.adjustments
  from settled as s
  left join billing.adjustments as waiting
    on s.invoice_id is null and waiting.tenant_id = s.tenant_id and waiting.id = s.adjustment_id
  order by s.place
$$;
comment on function billing.charges_of_pieces is
  'What takes the place of redone pieces: charges by the terms as they are now.';
