create or replace function sales.apply_discount(
  contract_id uuid,
  discount_id uuid default null,
  code text default null,
  percent numeric default null,
  amount numeric default null,
  duration text default null,
  duration_months int default null,
  starts_on date default null,
  reason text default null
)
  returns sales.contract_discounts
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_contract sales.contracts := sales.lock_contract(contract_id, expect => '{draft,active}');
  v_added sales.contract_discounts := sales.add_discount(v_contract, (discount_id, code, percent,
    amount, duration, duration_months, starts_on, reason)::sales.contract_discount_input);
begin
  perform sales.record_movements(array[v_contract.id], 'discount');
  return v_added;
end $$;
comment on function sales.apply_discount is
  'Gives a contract a discount of the catalog, by id or coupon code, or one of its own with a '
  'reason; it counts from the next invoice. Codes: not_found, illegal_transition, invalid_input, '
  'discount_not_found, discount_expired, discount_exhausted, discount_wrong_currency, '
  'discount_wrong_product, conflict (the contract has it).';
grant execute on function sales.apply_discount to tenor_sales;
