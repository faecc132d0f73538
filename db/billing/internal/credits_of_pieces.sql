-- What an amendment gives back of a piece goes back to the item that billed it, and never more than
-- credit notes and earlier credits have left of that. Tax goes back in the proportion of the
-- item's; who takes the last of the net takes the last of the tax. Of prices that include their tax
-- a credit is reckoned with it, and shown without.
create or replace function billing.credits_of_pieces(
  pieces billing.redone_pieces[], contract_id uuid, bill_on date
)
  returns setof billing.adjustments
  language sql stable security definer set search_path to ''
as $$
  with wanted as (
    select p.id as piece_id, p.currency, back.net as wanted, back.discount as wanted_discount,
      item.*, coalesce(i.is_tax_included, false) as is_inclusive,
      rest.net, rest.tax as item_tax, rest.net_left, rest.tax_left, coalesce((
        select sum(t.rate) from billing.item_taxes as t
        where t.tenant_id = item.tenant_id and t.invoice_item_id = item.id), 0) as rate
    from unnest(pieces) as p
    cross join lateral (
      select p.amount - p.discount - (p.used_amount - p.used_discount) as net,
        p.discount - p.used_discount as discount
    ) as back
    join billing.invoice_items as item
      on item.tenant_id = p.tenant_id and item.invoice_id = p.invoice_id and case
        when p.adjustment_id is null then item.contract_line_id = p.line_id and item.part = p.part
          and item.adjustment_id is null and item.service_period @> lower(p.piece_period)
        else item.adjustment_id = p.adjustment_id end
    join billing.invoices as i on i.tenant_id = item.tenant_id and i.id = item.invoice_id
    cross join lateral billing.item_rests(array[item.id]) as rest
  ),
  given as (
    select p.*, p.net + case when p.is_inclusive then p.item_tax else 0 end as asked,
      limits.asked_left, least(p.wanted, limits.asked_left) as given,
      case when p.wanted <= limits.asked_left then p.wanted_discount else 0 end as given_discount
    from wanted as p
    cross join lateral (
      select p.net_left + case when p.is_inclusive then p.tax_left else 0 end as asked_left
    ) as limits
  ),
  taxed as (
    select g.*, case when g.given = g.asked_left then g.tax_left
        else least(g.tax_left, kernel.round_quotient(g.item_tax * g.given, g.asked,
          kernel.minor_unit(g.currency))) end as given_tax
    from given as g
  ),
  credits as (
    select t.*, net.given_net,
      case when not t.is_inclusive or t.rate = 0 then t.given_discount
        else kernel.round_quotient(t.given_discount * 100, 100 + t.rate,
          kernel.minor_unit(t.currency)) end as net_discount
    from taxed as t
    cross join lateral (
      select least(t.net_left, case when t.is_inclusive then t.given - t.given_tax
        else t.given end) as given_net
    ) as net
  )
  select (
    c.tenant_id, uuidv7(), credits_of_pieces.contract_id, p.line_id, null, p.amendment_id, p.id,
    c.account_id, 'credit', p.period, p.whole_period, c.quantity, p.unit_price,
    coalesce(c.intervals, 1), p.rated,
    kernel.round_amount(-c.given_net - c.net_discount, c.currency),
    kernel.round_amount(-c.net_discount, c.currency),
    kernel.round_amount(-c.given_tax, c.currency), null, null, c.currency,
    credits_of_pieces.bill_on, c.id, c.net_left, c.tax_left, null, null,
    c.given_net = 0 and c.given_tax = 0, p.part, p.shares, tenancy.now()
  )::billing.adjustments
  from credits as c
  join unnest(pieces) as p on p.id = c.piece_id
  order by p.line_id, p.period, c."position"
$$;
comment on function billing.credits_of_pieces is
  'The credits of redone pieces; dropped where nothing is left to give back.';
