-- Locks the orders in the order of their ids, in a statement of its own, so that the next one sees
-- what others have drawn. Nothing is drawn yet: the caller may have reasons of its own to refuse.
create or replace function sales.judge_draws(draws sales.purchase_order_draw[])
  returns setof sales.judged_draw
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_order_ids uuid[] := sales.match_purchase_orders(draws);
begin
  perform from sales.purchase_orders as o
  where o.tenant_id = v_tenant_id and o.id = any (v_order_ids)
  order by o.id
  for update;

  return query
    with asked as (
      select draw.id, draw.place, greatest(draw.amount, 0) as amount, draw.currency, draw.on_date,
        draw.po_number, draw.contract_id, a.requires_purchase_order, o as purchase_order
      from unnest(draws, v_order_ids) with ordinality as draw (id, account_id, contract_id,
        purchase_order_id, po_number, amount, currency, on_date, order_id, place)
      join customers.accounts as a on a.tenant_id = v_tenant_id and a.id = draw.account_id
      left join sales.purchase_orders as o on o.tenant_id = v_tenant_id and o.id = draw.order_id
    ),
    judged as (
      select asked.*, (asked.purchase_order).id as order_id, wrong.code, wrong.message
      from asked
      left join lateral (
        select rule.code, rule.message
        from sales.draw_faults(asked.purchase_order, asked.po_number, asked.contract_id,
          asked.currency, asked.on_date, asked.requires_purchase_order) as rule
        where (asked.purchase_order).id is not null or asked.requires_purchase_order
        limit 1
      ) as wrong on true
    ),
    unmet as (
      select unnest(kernel.unmet_claims(array_agg(
        (j.place, null, j.order_id, j.order_id, j.amount, (j.purchase_order).amount_remaining)
          ::kernel.claim))) as place
      from judged as j
      where j.code is null and j.order_id is not null
    )
    select j.id, j.order_id,
      case when j.order_id is null then 0 else j.amount end,
      case when unmet.place is not null then 'POEXH' else j.code end,
      case when unmet.place is not null
        then format('Purchase order %s has %s %s left, too little for %s.', j.po_number,
          (j.purchase_order).amount_remaining - coalesce(
            sum(j.amount) filter (where j.code is null and unmet.place is null) over (
              partition by j.order_id order by j.place
              rows between unbounded preceding and 1 preceding), 0), j.currency, j.amount)
        else j.message end
    from judged as j
    left join unmet on unmet.place = j.place
    order by j.place;
end $$;
comment on function sales.judge_draws is
  'Which draws their purchase orders grant, in the order given; the orders stay locked.';
