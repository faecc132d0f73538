-- Counted under the lock of the discount, which lasts until the transaction ends; what others
-- redeemed before is seen by the statements that follow it.
create or replace function sales.redeem(
  discount_id uuid, account_id uuid, pointer text default 'discount_id'
)
  returns sales.redemptions
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_discount catalog.discounts := catalog.count_redemption(discount_id, pointer);
  v_redemption sales.redemptions;
begin
  if v_discount.max_redemptions_per_account <= (
    select count(*) from sales.redemptions as r
    where r.tenant_id = v_discount.tenant_id and r.discount_id = v_discount.id
      and r.account_id = redeem.account_id and r.returned_at is null
  ) then
    perform kernel.fail('DCEXH', 'The account redeemed the discount as often as it may.', pointer);
  end if;
  insert into sales.redemptions as r (discount_id, account_id)
  values (v_discount.id, redeem.account_id)
  returning r.* into v_redemption;
  return v_redemption;
end $$;
comment on function sales.redeem is
  'Redeems a discount for an account, or DCEXH when it was redeemed as often as it may be.';
