-- Not locked: how often it was redeemed is asked when it is counted.
create or replace function catalog.find_discount(
  discount_id uuid, code text, on_date date, pointer text default 'discount_id'
)
  returns catalog.discounts
  language plpgsql stable security invoker set search_path to ''
as $$
declare
  v_discount catalog.discounts;
begin
  select * into v_discount
  from catalog.discounts as d
  where d.tenant_id = tenancy.current_tenant_id() and d.active
    and case when find_discount.discount_id is not null then d.id = find_discount.discount_id
      else d.code = upper(btrim(find_discount.code)) end;
  if not found then
    perform kernel.fail('DCNFD', case when discount_id is not null
      then 'No active discount has this id.' else 'No active coupon has this code.' end, pointer);
  elsif on_date < v_discount.valid_from then
    perform kernel.fail('DCEXP', format('%s can be redeemed from %s on.', v_discount.name,
      v_discount.valid_from), pointer);
  elsif on_date > v_discount.valid_to then
    perform kernel.fail('DCEXP', format('%s could be redeemed until %s.', v_discount.name,
      v_discount.valid_to), pointer);
  end if;
  return v_discount;
end $$;
comment on function catalog.find_discount is
  'The discount with this id, or with this code in capitals or not; DCNFD, or DCEXP off its days.';
