-- A redemption is returned with the last item that holds it.
create or replace function billing.give_back_discounts(gone billing.discount_return[])
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
begin
  if coalesce(cardinality(gone), 0) = 0 then
    return;
  end if;
  perform sales.settle_discounts(array(
    select (g.contract_discount_id, -sum(g.amount), exists (
        select from sales.contract_discounts as d
        join sales.contract_lines as l
          on l.tenant_id = d.tenant_id and l.contract_id = d.contract_id
        join billing.billed_periods as held
          on held.tenant_id = l.tenant_id and held.line_id = l.id and not held.is_undone
        cross join lateral unnest(held.granted) as has
        where d.tenant_id = v_tenant_id and d.id = g.contract_discount_id
          and has.contract_discount_id = d.id and has.amount > 0))::sales.discount_use
    from unnest(gone) as g
    where g.contract_discount_id is not null
    group by g.contract_discount_id));
  perform sales.return_redemptions(array(
    select distinct g.redemption_id
    from unnest(gone) as g
    where g.redemption_id is not null and not exists (
      select from billing.item_discounts as held
      where held.tenant_id = v_tenant_id and held.returned_at is null
        and held.redemption_id = g.redemption_id)));
end $$;
comment on function billing.give_back_discounts is
  'Gives back what discounts took that are gone: remainders, one-time uses, redemptions.';
