create or replace function sales.draw_purchase_orders(draws sales.purchase_order_draw[])
  returns setof sales.judged_draw
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_judged sales.judged_draw[] := array(select j from sales.judge_draws(draws) as j);
begin
  perform sales.apply_draws(v_judged);
  return query select * from unnest(v_judged);
end $$;
comment on function sales.draw_purchase_orders is
  'Draws on purchase orders for invoices, first come, first served; says which were refused.';
