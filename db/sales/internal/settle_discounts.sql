create or replace function sales.settle_discounts(uses sales.discount_use[])
  returns void
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  perform from sales.contract_discounts as d
  where d.tenant_id = tenancy.current_tenant_id()
    and d.id in (select u.contract_discount_id from unnest(uses) as u)
  order by d.id
  for no key update;
  update sales.contract_discounts as d
  set remaining_amount = d.remaining_amount - u.amount, is_used = u.is_used
  from unnest(uses) as u
  where d.tenant_id = tenancy.current_tenant_id() and d.id = u.contract_discount_id
    and (d.remaining_amount is not null or d.is_used <> u.is_used);
end $$;
comment on function sales.settle_discounts is
  'Lowers what is left of discounts by what invoices took, or raises it by what they gave back.';
