-- Every piece that reaches beyond the day of a change and is priced otherwise now: what was used of
-- it by the old terms stays, rounded, and the credit is what is left, so that both are exactly what
-- was billed; what credit notes gave back already is not given again. The new terms are charged for
-- the remaining days of the whole period. A line that has ended is charged no more. What is charged
-- once has no days to share its price. A true-up is final. What an earlier amendment charges and
-- no invoice has billed yet is billed all the same, and what undoes it on no earlier day.
create or replace function billing.redo_pieces(amendment sales.amendments, bill_on date)
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_column
begin
  with pieces as (
    select b.*, l.account_id, l.price_interval, c.currency, c.months, l.price_months,
      greatest(lower(b.period), amendment.effective_date) as cut_on,
      coalesce(b.invoice_id, charge.invoice_id) as billed_by,
      case when charge.invoice_id is null then charge.bill_on end as waits_until
    from (
      select c.id, c.tenant_id, c.currency, c.billing_months as months
      from sales.contracts as c
      where c.tenant_id = amendment.tenant_id and c.id = amendment.contract_id
    ) as c
    cross join lateral (
      select l.id, l.account_id, l.price_interval,
        kernel.months_of(l.price_interval) as price_months
      from sales.contract_lines as l
      where l.tenant_id = c.tenant_id and l.contract_id = c.id and l.pricing_model <> 'minimum'
    ) as l
    join billing.billed_periods as b on b.tenant_id = c.tenant_id and b.line_id = l.id
    left join billing.adjustments as charge
      on charge.tenant_id = b.tenant_id and charge.id = b.adjustment_id
    where upper(b.period) > amendment.effective_date
  ),
  prices as materialized (
    select price.* from sales.line_prices(array[amendment.contract_id]) as price
  ),
  redone as (
    select p.*, price.terms_id, price.rated as new_rated, price.quantity as new_quantity,
      price.unit_price as new_unit_price, price.discount_percent,
      case when p.cut_on = lower(p.period) then 0
        else kernel.round_amount(
          p.rated * p.months * (p.cut_on - lower(p.period))
            / (p.price_months * (upper(p.whole_period) - lower(p.whole_period))), p.currency)
      end as used,
      case when price.line_id is not null then kernel.round_amount(
          price.rated * p.months * (upper(p.period) - p.cut_on)
            / (p.price_months * (upper(p.whole_period) - lower(p.whole_period))), p.currency)
      end as charge
    from pieces as p
    left join prices as price on price.line_id = p.line_id and price.valid @> p.cut_on
    where case when p.price_interval = 'one_time'
      then not exists (
        select from sales.contract_line_terms as t
        where t.tenant_id = p.tenant_id and t.line_id = p.line_id)
      else price.rated is distinct from p.rated end
  ),
  split as (
    select r.*, kernel.round_amount(r.used - r.amount, r.currency) as given_back,
      -- In proportion, so that a discount of any origin goes back with what it was given on.
      case when r.amount = 0 then r.amount else
        kernel.round_amount(r.discount * r.used / r.amount, r.currency) - r.discount
      end as discount_back,
      kernel.round_amount(coalesce(noted.net, 0), r.currency) as noted,
      greatest(r.amount - r.discount - coalesce(noted.net, 0), 0) as left_to_give,
      r.billed_by is null as is_cut
    from redone as r
    left join lateral (
      select sum(note.net) as net
      from billing.invoice_items as item
      join billing.credit_note_items as note
        on note.tenant_id = item.tenant_id and note.invoice_item_id = item.id
      where item.tenant_id = r.tenant_id and item.invoice_id = r.billed_by and case
        when r.adjustment_id is null then item.contract_line_id = r.line_id
          and item.adjustment_id is null and lower(item.service_period) = lower(r.period)
        else item.adjustment_id = r.adjustment_id end
    ) as noted on true
  ),
  rows as (
    select s.*, 'credit' as kind,
      case when s.discount_back - s.given_back <= s.left_to_give then s.given_back
        else -s.left_to_give end as new_amount,
      case when s.discount_back - s.given_back <= s.left_to_give then s.discount_back
        else 0 end as new_discount
    from split as s
    union all
    select s.*, 'charge', s.charge,
      kernel.round_amount(s.charge * coalesce(s.discount_percent, 0) / 100, s.currency)
    from split as s
    where s.charge is not null
  )
  insert into billing.adjustments (tenant_id, contract_id, line_id, terms_id, amendment_id,
    account_id, kind, period, whole_period, quantity, unit_price, intervals, rated, amount,
    discount, currency, bill_on, credited_invoice_id, credited_adjustment_id, is_cut, piece_period,
    piece_amount, piece_discount, noted_amount)
  select r.tenant_id, amendment.contract_id, r.line_id,
    case r.kind when 'charge' then r.terms_id end, amendment.id, r.account_id, r.kind,
    daterange(r.cut_on, upper(r.period)), r.whole_period,
    case r.kind when 'charge' then r.new_quantity else r.quantity end,
    case r.kind when 'charge' then r.new_unit_price else r.unit_price end,
    case when r.price_interval = 'one_time' then 1
      else trim_scale(r.months::numeric / r.price_months) end,
    case r.kind when 'charge' then r.new_rated else r.rated end,
    kernel.round_amount(r.new_amount, r.currency), kernel.round_amount(r.new_discount, r.currency),
    r.currency, greatest(redo_pieces.bill_on, r.waits_until),
    credit.invoice_id, credit.adjustment_id, coalesce(credit.is_cut, false), credit.period,
    credit.amount, credit.discount, credit.noted
  from rows as r
  left join lateral (
    select r.billed_by as invoice_id, r.adjustment_id, r.is_cut, r.period, r.amount, r.discount,
      r.noted
    where r.kind = 'credit'
  ) as credit on true
  order by r.line_id, r.cut_on, r.kind desc;

  delete from billing.billed_periods as b
  using billing.adjustments as a
  where a.tenant_id = amendment.tenant_id and a.amendment_id = amendment.id and a.kind = 'credit'
    and b.tenant_id = a.tenant_id and b.line_id = a.line_id and b.period <@ a.period;
  update billing.billed_periods as b
  set period = b.period - a.period, amount = b.amount + a.amount,
    discount = b.discount + a.discount
  from billing.adjustments as a
  where a.tenant_id = amendment.tenant_id and a.amendment_id = amendment.id and a.kind = 'credit'
    and b.tenant_id = a.tenant_id and b.line_id = a.line_id and b.period && a.period;
  insert into billing.billed_periods (tenant_id, line_id, period, whole_period, quantity,
    unit_price, rated, amount, discount, adjustment_id)
  select a.tenant_id, a.line_id, a.period, a.whole_period, a.quantity, a.unit_price, a.rated,
    a.amount, a.discount, a.id
  from billing.adjustments as a
  where a.tenant_id = amendment.tenant_id and a.amendment_id = amendment.id and a.kind = 'charge';
end $$;
comment on function billing.redo_pieces is
  'Credits and charges for billed days that an amendment prices otherwise.';
