-- One that no invoice took any of can be redeemed again.
create or replace function sales.end_discount(
  contract_id uuid, contract_discount_id uuid, ended_on date default null
)
  returns sales.contract_discounts
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_contract sales.contracts := sales.lock_contract(contract_id, expect => '{draft,active}');
  v_today date := tenancy.today();
  v_day date := coalesce(ended_on, v_today);
  v_discount sales.contract_discounts;
begin
  select * into v_discount from sales.contract_discounts as d
  where d.tenant_id = v_contract.tenant_id and d.contract_id = v_contract.id
    and d.id = end_discount.contract_discount_id
  for no key update;
  if not found then
    perform kernel.fail('DCNFD', 'No discount of this contract has this id.',
      'contract_discount_id');
  elsif v_discount.ended_on <= v_today then
    perform kernel.fail('TRANS', format('The discount ended on %s.', v_discount.ended_on),
      'contract_discount_id');
  elsif v_day < v_today then
    perform kernel.fail('INPUT', 'A discount ends today at the earliest.', 'ended_on');
  end if;

  update sales.contract_discounts as d
  set ended_on = v_day
  where d.tenant_id = v_discount.tenant_id and d.id = v_discount.id
  returning d.* into v_discount;
  if v_day <= v_today and not v_discount.is_used then
    perform sales.return_redemptions(array[v_discount.redemption_id]);
  end if;
  perform sales.record_movements(array[v_contract.id], 'discount');
  return v_discount;
end $$;
comment on function sales.end_discount is
  'Ends a discount of a contract: from that day on, by default today, it holds no more. What '
  'invoices took stays. Codes: not_found, discount_not_found, illegal_transition, invalid_input.';
grant execute on function sales.end_discount to tenor_sales;
