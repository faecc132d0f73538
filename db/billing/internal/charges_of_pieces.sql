-- The days of redone pieces by the terms as they are now, version by version; days whose line has
-- ended are charged no more. They keep the discounts that they had, as far as these go: those are
-- the period's, whether they hold still or not. What is beyond is discounted when it is billed.
-- What credit notes took of the same days lowers the charge, since it was given back already. Of an
-- amount what a charge has no use for goes back to what is left of it; the days keep their claim on
-- it as long as it is there. A part is charged its part, by the shares of the piece; who has the
-- rest of the seats, and had none, has a part of what comes on top.
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
        -- Of a line that was added, nothing was billed yet.
        when p.invoice_id is null then 0
        else p.amount - p.discount + billing.taken_by(p.granted)
          - (p.used_amount - p.used_discount + billing.taken_by(p.used_granted))
      end as own_extent,
      p.noted_amount + coalesce((
        select sum(g.reach)
        from unnest(billing.rest_of_discounts(p.granted, p.used_granted)) as g
        where g.contract_discount_id is null), 0) as own_noted, (
        select array_agg((g.contract_discount_id, g.name, g.percent, g.beyond, g.reach, g.whole,
          g.amount)::billing.granted_discount order by g.place)
        from unnest(billing.rest_of_discounts(p.granted, p.used_granted)) with ordinality
          as g (contract_discount_id, name, percent, beyond, reach, whole, amount, place)
        where g.contract_discount_id is not null) as own_granted
    from unnest(pieces) as p
    join sales.contract_lines as l on l.tenant_id = p.tenant_id and l.id = p.line_id
    join sales.contracts as c on c.tenant_id = l.tenant_id and c.id = l.contract_id
  ),
  bearing as (
    select r.*, b.for_part, b.rest_extent, b.rest_noted, b.rest_granted
    from rests as r
    cross join lateral (
      select r.part as for_part, r.own_extent as rest_extent, r.own_noted as rest_noted,
        r.own_granted as rest_granted
      union all
      select s.place, null, 0, null
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
      select kernel.percent_of(charge.amount, coalesce(s.discount_percent, 0), s.currency)
        as discount
    ) as line
    cross join lateral (
      select billing.part_of(charge.amount - line.discount, s.new_shares, s.for_part::int,
          s.currency) as net,
        billing.part_of(line.discount, s.new_shares, s.for_part::int, s.currency) as discount
    ) as part
    where s.for_part = s.part or (s.new_shares[s.for_part]).weight > 0
  ),
  carried as (
    select c.*, row_number() over (order by c.line_id, c.segment, c.for_part) as place,
      billing.carried_discounts(
        billing.part_of_discounts(c.rest_granted, c.since, c.until, c.days, c.currency),
        c.new_amount - c.line_discount, c.new_extent, c.currency) as carried
    from charged as c
  ),
  -- What there is of amounts: what is left of them, or of the period's, and what the days had.
  pots as materialized (
    select had.id, had.whole_period, had.amount + case when had.whole_period is null
        then had.remaining_amount
        else had.given - coalesce((
          select sum(g.amount)
          from sales.contract_lines as l
          join billing.billed_periods as b on b.tenant_id = l.tenant_id and b.line_id = l.id
            and b.whole_period = had.whole_period and not b.is_undone
          cross join lateral unnest(b.granted) as g
          where l.tenant_id = (select tenancy.current_tenant_id())
            and l.contract_id = charges_of_pieces.contract_id
            and g.contract_discount_id = had.id), 0)
        end as available
    from (
      select d.id, case when d.duration <> 'once' then r.whole_period end as whole_period,
        min(d.amount) as given, min(d.remaining_amount) as remaining_amount,
        sum(g.amount) as amount
      from rests as r
      cross join lateral unnest(r.own_granted) as g
      join sales.contract_discounts as d
        on d.tenant_id = r.tenant_id and d.id = g.contract_discount_id
      where d.amount is not null
      group by 1, 2
    ) as had
  ),
  claims as (
    select c.place, g.place as nth, g.contract_discount_id, g.name, g.percent, g.beyond, g.reach,
      g.whole, g.amount, case when pot.id is not null then
        least(g.reach, greatest(0, pot.available - coalesce(sum(g.amount) over (
          partition by pot.id, pot.whole_period order by c.place, g.place
          rows between unbounded preceding and 1 preceding), 0))) end as limited
    from carried as c
    cross join lateral unnest(c.carried) with ordinality
      as g (contract_discount_id, name, percent, beyond, reach, whole, amount, place)
    left join pots as pot on pot.id = g.contract_discount_id
      and coalesce(pot.whole_period, c.whole_period) = c.whole_period
  ),
  settled as (
    select c.*, discounts.settled,
      c.new_amount - c.line_discount - billing.taken_by(discounts.settled) as room,
      row_number() over (partition by c.id, c.for_part order by c.place) = 1 as is_first
    from carried as c
    -- Where one is short, none of the others takes more for it.
    left join (
      select l.place, array_agg((l.contract_discount_id, l.name, l.percent, l.beyond,
          coalesce(least(l.amount, l.limited), l.reach),
          coalesce(least(l.amount, l.limited), l.whole), l.amount)::billing.granted_discount
        order by l.nth) as granted
      from claims as l
      group by l.place
      having bool_or(l.amount > l.limited)
    ) as limits on limits.place = c.place
    cross join lateral (
      select coalesce(billing.carried_discounts(limits.granted, c.new_amount - c.line_discount,
        c.new_extent, c.currency), c.carried) as settled
    ) as discounts
  ),
  -- What notes took of the days its charges bear one after the other; what they cannot bear, the
  -- last one remembers.
  noted as (
    select w.*, w.settled || case when greatest(w.bears, w.owes) > 0 then
      array[(null, 'Credited before', null, null, w.owes, w.owes, w.bears
        )::billing.granted_discount]
      end as new_granted
    from (
      select s.*, greatest(0, least(s.room, s.noted - s.room_before)) as bears,
        greatest(0, case when s.is_last then s.noted - s.room_before
          else least(s.room, s.noted - s.room_before) end) as owes
      from (
        select s.*, sum(case when s.is_first then s.rest_noted else 0 end) over whole as noted,
          coalesce(sum(s.room) over (whole order by s.place
            rows between unbounded preceding and 1 preceding), 0) as room_before,
          lead(s.place) over (whole order by s.place) is null as is_last
        from settled as s
        window whole as (partition by s.line_id, s.for_part, s.whole_period)
      ) as s
    ) as w
  )
  select (
    s.tenant_id, uuidv7(), charges_of_pieces.contract_id, s.line_id, s.new_terms_id,
    s.amendment_id, s.id, coalesce((s.new_shares[s.for_part]).account_id, s.account_id), 'charge',
    s.segment, s.whole_period, s.new_quantity,
    s.new_unit_price, trim_scale(s.months::numeric / s.price_months), s.new_rated, s.new_amount,
    s.line_discount + billing.taken_by(s.new_granted), null, s.new_granted, s.new_extent,
    s.currency, greatest(charges_of_pieces.bill_on, waiting.bill_on), null, null, null, null, null,
    false, s.for_part, s.new_shares, tenancy.now()
  )::billing.adjustments
  from noted as s
  left join billing.adjustments as waiting
    on s.invoice_id is null and waiting.tenant_id = s.tenant_id and waiting.id = s.adjustment_id
  order by s.place
$$;
comment on function billing.charges_of_pieces is
  'What takes the place of redone pieces: charges by the terms as they are now.';
