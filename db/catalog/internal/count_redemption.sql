-- The row stays locked until the transaction ends: of many at once each sees those before it.
create or replace function catalog.count_redemption(
  discount_id uuid, pointer text default 'discount_id'
)
  returns catalog.discounts
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_discount catalog.discounts;
begin
  update catalog.discounts as d
  set redemptions_count = d.redemptions_count + 1
  where d.tenant_id = tenancy.current_tenant_id() and d.id = count_redemption.discount_id
    and (d.max_redemptions is null or d.redemptions_count < d.max_redemptions)
  returning d.* into v_discount;
  if not found then
    perform kernel.fail('DCEXH', 'The discount was redeemed as often as it may be.', pointer);
  end if;
  return v_discount;
end $$;
comment on function catalog.count_redemption is
  'Counts one more redemption of a discount, or DCEXH when there are no more to be had.';
