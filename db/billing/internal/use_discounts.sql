-- Called when the items are there, under the lock of their contracts' schedules.
create or replace function billing.use_discounts(item_discounts billing.item_discount[])
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
begin
  if coalesce(cardinality(item_discounts), 0) = 0 then
    return;
  end if;
  insert into billing.item_discounts (tenant_id, invoice_item_id, contract_discount_id, "position",
    name, amount, remaining_amount, lefts, place)
  select v_tenant_id, taken.item_id, d.id, taken."position", d.name, taken.amount,
    taken.remaining_amount, taken.lefts, taken.place
  from unnest(use_discounts.item_discounts) as taken
  join sales.contract_discounts as d
    on d.tenant_id = v_tenant_id and d.id = taken.contract_discount_id;
  perform sales.settle_discounts(array(
    select (taken.contract_discount_id, sum(taken.amount), true)::sales.discount_use
    from unnest(use_discounts.item_discounts) as taken
    group by taken.contract_discount_id));
end $$;
comment on function billing.use_discounts is
  'Writes down what discounts of contracts took off items, and lowers what is left of them.';
