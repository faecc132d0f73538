-- What staff gives comes before the coupons that are there: those move on by one. The redemption is
-- counted last, so that nobody waits with the catalog's row in his hands.
create or replace function sales.add_discount(
  contract sales.contracts, asked sales.contract_discount_input, place text default '%s'
)
  returns sales.contract_discounts
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_agreed sales.contract_discounts := sales.agree_discount(contract, asked, place);
  v_count int;
  v_place int;
  v_added sales.contract_discounts;
begin
  select count(*) filter (where d.valid && daterange(v_agreed.starts_on, null)
      and (d.duration <> 'once' or not d.is_used or d.remaining_amount > 0)),
    1 + count(*) filter (where d.code is null or v_agreed.code is not null)
  into v_count, v_place
  from sales.contract_discounts as d
  where d.tenant_id = contract.tenant_id and d.contract_id = contract.id;
  if v_count >= 20 then
    perform kernel.fail('INPUT', 'A contract has at most 20 discounts at a time.',
      format(place, 'discount_id'));
  end if;
  update sales.contract_discounts as d
  set "position" = d."position" + 1
  where d.tenant_id = contract.tenant_id and d.contract_id = contract.id
    and d."position" >= v_place;
  insert into sales.contract_discounts as d (tenant_id, contract_id, "position", discount_id, code,
    name, percent, amount, currency, duration, duration_months, product_ids, reason, starts_on,
    remaining_amount)
  values (contract.tenant_id, contract.id, v_place, v_agreed.discount_id, v_agreed.code,
    v_agreed.name, v_agreed.percent, v_agreed.amount, v_agreed.currency, v_agreed.duration,
    v_agreed.duration_months, v_agreed.product_ids, v_agreed.reason, v_agreed.starts_on,
    v_agreed.remaining_amount)
  returning d.* into v_added;
  if v_added.discount_id is not null then
    update sales.contract_discounts as d
    set redemption_id = (sales.redeem(v_added.discount_id, contract.account_id,
      format(place, case when asked.discount_id is null then 'code' else 'discount_id' end))).id
    where d.tenant_id = v_added.tenant_id and d.id = v_added.id
    returning d.* into v_added;
  end if;
  return v_added;
end $$;
comment on function sales.add_discount is 'Gives a locked contract a discount, and redeems it.';
