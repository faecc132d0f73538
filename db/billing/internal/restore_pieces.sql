-- As if the changes had never been: what charged the days anew goes, and the days are again what
-- was billed of them. Amounts given once are taken again, as far as they are still there.
create or replace function billing.restore_pieces(root_ids uuid[])
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_column
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_gone billing.billed_periods[];
  v_back billing.billed_periods[];
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

  with back as (
    insert into billing.billed_periods (tenant_id, line_id, part, period, whole_period, quantity,
      unit_price, rated, amount, discount, granted, extent, shares, invoice_id, adjustment_id)
    select p.tenant_id, p.line_id, p.part, p.period, p.whole_period, p.quantity, p.unit_price,
      p.rated,
      p.amount - p.used_amount, p.discount - p.used_discount,
      billing.rest_of_discounts(p.granted, p.used_granted),
      p.extent - p.used_extent, p.shares, case when p.adjustment_id is null then p.invoice_id end,
      p.adjustment_id
    from billing.redone_pieces as p
    where p.tenant_id = v_tenant_id and p.id = any (root_ids) and p.invoice_id is not null
    returning billed_periods as b
  )
  select array_agg(b.b) into v_back from back as b;

  perform sales.settle_discounts(array(
    select (d.id, least(sum(change.amount), d.remaining_amount), d.is_used)::sales.discount_use
    from (
      select g.contract_discount_id, -g.amount as amount
      from unnest(v_gone) as b cross join lateral unnest(b.granted) as g
      union all
      select g.contract_discount_id, g.amount
      from unnest(v_back) as b cross join lateral unnest(b.granted) as g
    ) as change
    join sales.contract_discounts as d
      on d.tenant_id = v_tenant_id and d.id = change.contract_discount_id
    where d.remaining_amount is not null
    group by d.id, d.remaining_amount, d.is_used));
end $$;
comment on function billing.restore_pieces is
  'Takes back what amendments made of billed days.';
