-- As if the changes had never been: what charged the days anew goes, and the days are again what
-- was billed of them. Where all of a piece is back it is one piece again: what is split by days is
-- split exactly, and two pieces would be rounded apart. Amounts given once are taken again, as far
-- as they are still there.
create or replace function billing.restore_pieces(root_ids uuid[])
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_column
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_gone billing.billed_periods[];
  v_pieces billing.redone_pieces[] := array(
    select p
    from billing.redone_pieces as p
    where p.tenant_id = v_tenant_id and p.id = any (root_ids) and p.invoice_id is not null);
  v_wholes billing.redone_pieces[];
begin
  with gone as (
    delete from billing.billed_periods as b
    using billing.redone_pieces as p
    join billing.adjustments as a on a.tenant_id = p.tenant_id and a.redone_piece_id = p.id
    where p.tenant_id = v_tenant_id and p.root_id = any (root_ids)
      and b.tenant_id = a.tenant_id and b.adjustment_id = a.id
    returning b
  )
  select array_agg(g.b) into v_gone from gone as g;

  -- Of changes that were made one before the other, the earliest days are those of the last one;
  -- the first one has seen the whole.
  v_wholes := array(
    select whole
    from (
      select p.line_id, p.part, unnest(range_agg(p.period)) as days
      from unnest(v_pieces) as p
      group by p.line_id, p.part
    ) as run
    join unnest(v_pieces) as last on last.line_id = run.line_id and last.part = run.part
      and lower(last.period) = lower(run.days)
    join unnest(v_pieces) as whole on whole.line_id = run.line_id and whole.part = run.part
      and upper(whole.period) = upper(run.days)
    where whole.invoice_id = last.invoice_id
      and whole.adjustment_id is not distinct from last.adjustment_id and case
        when lower(whole.piece_period) <> lower(last.piece_period) then false
        when whole.piece_period = run.days then true
        else exists (
          select from billing.billed_periods as b
          where b.tenant_id = v_tenant_id and b.line_id = last.line_id and b.part = last.part
            and b.period = daterange(lower(whole.piece_period), lower(run.days))
            and b.amount = last.used_amount and b.discount = last.used_discount
            and not b.is_undone) end);
  delete from billing.billed_periods as b
  using unnest(v_wholes) as w
  where b.tenant_id = w.tenant_id and b.line_id = w.line_id and b.part = w.part
    and b.period <@ w.piece_period;
  insert into billing.billed_periods (tenant_id, line_id, part, period, whole_period, quantity,
    unit_price, rated, amount, discount, granted, extent, shares, invoice_id, adjustment_id)
  select w.tenant_id, w.line_id, w.part, w.piece_period, w.whole_period, w.quantity, w.unit_price,
    w.rated, w.amount, w.discount, w.granted, w.extent, w.shares,
    case when w.adjustment_id is null then w.invoice_id end, w.adjustment_id
  from unnest(v_wholes) as w
  union all
  select p.tenant_id, p.line_id, p.part, p.period, p.whole_period, p.quantity, p.unit_price,
    p.rated, p.amount - p.used_amount, p.discount - p.used_discount,
    billing.rest_of_discounts(p.granted, p.used_granted), p.extent - p.used_extent, p.shares,
    case when p.adjustment_id is null then p.invoice_id end, p.adjustment_id
  from unnest(v_pieces) as p
  where not exists (
    select from unnest(v_wholes) as w
    where w.line_id = p.line_id and w.part = p.part and w.piece_period @> p.period);

  perform billing.take_again(array(
    select g from unnest(v_gone) as b cross join lateral unnest(b.granted) as g
  ), array(
    select g
    from unnest(v_pieces) as p
    cross join lateral unnest(billing.rest_of_discounts(p.granted, p.used_granted)) as g));
end $$;
comment on function billing.restore_pieces is
  'Takes back what amendments made of billed days.';
