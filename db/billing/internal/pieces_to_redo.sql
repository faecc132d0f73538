-- Every piece of a changed line that reaches beyond the day and is priced otherwise from some day
-- on, or not at all as its line ends. What was used of it by the old terms stays, rounded, with
-- the discounts reckoned from what was used. What is charged once has no days to share its price.
-- A true-up is final; what a person undid is nobody's to change. A part is the part of what the
-- whole comes to.
create or replace function billing.pieces_to_redo(amendment sales.amendments)
  returns setof billing.redone_pieces
  language sql stable security definer set search_path to ''
as $$
  with pieces as (
    select b.*, l.price_interval, c.currency, c.billing_months as months, l.price_months,
      kernel.period_number(c.billing_anchor, c.billing_months, lower(b.whole_period)) as n,
      greatest(lower(b.period), amendment.effective_date) as redone_from,
      coalesce(b.invoice_id, charge.invoice_id) as billed_by,
      coalesce(charge.terms_id, item.contract_line_terms_id) as terms_id,
      redone.root_id
    from sales.contracts as c
    cross join lateral (
      select l.id, l.price_interval, kernel.months_of(l.price_interval) as price_months
      from sales.contract_lines as l
      where l.tenant_id = c.tenant_id and l.contract_id = c.id and l.pricing_model <> 'minimum'
    ) as l
    join billing.billed_periods as b on b.tenant_id = c.tenant_id and b.line_id = l.id
    left join billing.adjustments as charge
      on charge.tenant_id = b.tenant_id and charge.id = b.adjustment_id
    left join billing.redone_pieces as redone
      on redone.tenant_id = b.tenant_id and redone.id = charge.redone_piece_id
    left join lateral (
      select i.contract_line_terms_id
      from billing.invoice_items as i
      where i.tenant_id = b.tenant_id and i.invoice_id = b.invoice_id
        and i.contract_line_id = b.line_id and i.adjustment_id is null
        and i.service_period @> lower(b.period)
      limit 1
    ) as item on true
    where c.tenant_id = amendment.tenant_id and c.id = amendment.contract_id
      and amendment.changes @> jsonb_build_array(jsonb_build_object('line_id', l.id))
      and upper(b.period) > amendment.effective_date and not b.is_undone
  ),
  prices as materialized (
    select price.line_id, price.valid, price.rated, price.quantity
    from sales.agreed_prices(array[amendment.contract_id]) as price
  ),
  cuts as (
    select p.*, case
        when p.price_interval = 'one_time' then case when not exists (
          select from sales.contract_line_terms as t
          where t.tenant_id = p.tenant_id and t.line_id = p.line_id) then lower(p.period) end
        when now_and_then.until is null then p.redone_from
        else least(now_and_then.changed_on,
          case when now_and_then.until < upper(p.period) then now_and_then.until end)
      end as cut_on
    from pieces as p
    left join lateral (
      select max(upper(price.valid)) as until,
        min(greatest(lower(price.valid), p.redone_from)) filter (where fresh.price <> old.price
          and not billing.is_borne_alike(p.part, p.shares, old.price, price.quantity, fresh.price))
          as changed_on
      from prices as price
      cross join lateral (
        select sales.price_of_period(p.rated, p.price_months, p.months, p.n, p.currency)
          as price
      ) as old
      cross join lateral (
        select sales.price_of_period(price.rated, p.price_months, p.months, p.n, p.currency)
          as price
      ) as fresh
      where price.line_id = p.line_id and price.valid && daterange(p.redone_from, upper(p.period))
    ) as now_and_then on true
  ),
  used as (
    select c.*,
      -- Of a smaller whole largest remainder can give a part a unit more.
      least(part.net + part.discount, c.amount) as used_amount, part.net as used_net,
      part.discount as used_line_discount
    from cuts as c
    -- Each is worked out once, though it is named often.
    cross join lateral (
      select used.amount, kernel.percent_of(used.amount, coalesce((
          select t.discount_percent from sales.contract_line_terms as t
          where t.tenant_id = c.tenant_id and t.id = c.terms_id), (
          select t.discount_percent from sales.retired_terms as t
          where t.tenant_id = c.tenant_id and t.terms_id = c.terms_id), 0), c.currency)
          as discount
      from (
        select case when c.cut_on = lower(c.period) then kernel.round_amount(0, c.currency)
          else sales.price_of_days(c.rated, c.price_months, c.months, c.n,
            c.cut_on - lower(c.period), upper(c.whole_period) - lower(c.whole_period), c.currency)
          end as amount
      ) as used
      offset 0
    ) as whole
    cross join lateral (
      select billing.part_of(whole.amount - whole.discount, c.shares, c.part, c.currency) as net,
        billing.part_of(whole.discount, c.shares, c.part, c.currency) as discount
      offset 0
    ) as part
    where c.cut_on < upper(c.period)
  ),
  -- Of an amount what was used has no claim on more: the days that are left have.
  discounted as (
    select u.*, extents.used as used_extent,
      (
        select array_agg((g.contract_discount_id, g.name, g.percent, g.beyond,
            case when g.percent is null then g.amount else g.reach end,
            case when g.percent is null then g.amount else g.whole end,
            g.amount)::billing.granted_discount order by g.place)
        from unnest(billing.carried_discounts(
          billing.part_of_discounts(u.granted, 0, of.used, of.days, u.currency), u.used_net,
          extents.used, u.currency)) with ordinality
          as g (contract_discount_id, name, percent, beyond, reach, whole, amount, place)
      ) as used_granted
    from used as u
    cross join lateral (
      select u.cut_on - lower(u.period) as used, upper(u.period) - lower(u.period) as days
    ) as of
    cross join lateral (
      select kernel.round_quotient(u.extent * of.used, of.days, kernel.minor_unit(u.currency))
        as used
    ) as extents
  )
  select (
    d.tenant_id, made.id, coalesce(case when d.billed_by is null then d.root_id end, made.id),
    amendment.id, d.line_id, d.terms_id, daterange(d.cut_on, upper(d.period)), d.period,
    d.whole_period, d.quantity, d.unit_price, d.rated, d.amount, d.discount, d.granted, d.extent,
    d.used_amount,
    -- Never so that the rest would be less than nothing.
    least(d.used_amount, d.discount, greatest(
      d.used_line_discount + billing.taken_by(d.used_granted),
      d.discount - (d.amount - d.used_amount))),
    d.used_granted, d.used_extent, 0, d.currency, d.billed_by, d.adjustment_id,
    d.part, d.shares, tenancy.now()
  )::billing.redone_pieces
  from discounted as d
  cross join lateral (select uuidv7() as id where d.line_id is not null) as made
$$;
comment on function billing.pieces_to_redo is
  'The billed days that an amendment prices otherwise, with what stays of them.';
