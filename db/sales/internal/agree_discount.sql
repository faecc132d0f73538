-- Completes what was asked for with the terms of the catalog, or refuses. The day on which it must
-- be valid is today, whenever it starts. place is a format of the field's
-- name: discounts/0/%s.
create or replace function sales.agree_discount(
  contract sales.contracts, asked sales.contract_discount_input, place text
)
  returns sales.contract_discounts
  language plpgsql stable security definer set search_path to ''
as $$
declare
  v_today date := tenancy.today();
  v_by text := format(place, case when asked.discount_id is null then 'code'
    else 'discount_id' end);
  v_discount catalog.discounts;
  v_agreed sales.contract_discounts;
begin
  if num_nonnulls(asked.discount_id, asked.code, asked.percent, asked.amount) <> 1 then
    perform kernel.fail('INPUT',
      'Give a discount_id, a code, a percent or an amount: one of them.',
      format(place, 'discount_id'));
  elsif asked.starts_on not between contract.start_date and contract.end_date then
    perform kernel.fail('INPUT', format('The contract runs from %s to %s.', contract.start_date,
      contract.end_date), format(place, 'starts_on'));
  end if;
  v_agreed.starts_on := coalesce(asked.starts_on, case when contract.status = 'draft'
    then contract.start_date else greatest(v_today, contract.start_date) end);
  v_agreed.reason := asked.reason;

  if coalesce(asked.discount_id::text, asked.code) is null then
    if coalesce(btrim(asked.reason), '') = '' then
      perform kernel.fail('INPUT', 'Say why the contract gets a discount of its own.',
        format(place, 'reason'));
    elsif asked.amount <> kernel.round_amount(asked.amount, contract.currency) then
      perform kernel.fail('INPUT', 'The amount has more decimals than its currency.',
        format(place, 'amount'));
    end if;
    v_agreed.name := 'Discount';
    v_agreed.percent := asked.percent;
    v_agreed.amount := kernel.round_amount(asked.amount, contract.currency);
    v_agreed.duration := coalesce(asked.duration,
      case when asked.duration_months is not null then 'repeating'
        when asked.percent is null then 'once' else 'forever' end);
    v_agreed.duration_months := asked.duration_months;
  else
    v_discount := catalog.find_discount(asked.discount_id, asked.code, v_today, v_by);
    if num_nonnulls(asked.duration, asked.duration_months) > 0 then
      perform kernel.fail('INPUT', 'A discount of the catalog brings its own duration.',
        format(place, 'duration'));
    elsif v_discount.currency <> contract.currency then
      perform kernel.fail('DCCUR', format('%s is an amount in %s, the contract is in %s.',
        v_discount.name, v_discount.currency, contract.currency), v_by);
    elsif v_discount.product_ids is not null and not exists (
      select from sales.contract_lines as l
      where l.tenant_id = contract.tenant_id and l.contract_id = contract.id
        and l.product_id = any(v_discount.product_ids) and l.end_date >= v_agreed.starts_on
    ) then
      perform kernel.fail('DCPRO', format('%s is for no product of the contract.',
        v_discount.name), v_by);
    end if;
    v_agreed.discount_id := v_discount.id;
    v_agreed.code := v_discount.code;
    v_agreed.name := v_discount.name;
    v_agreed.percent := v_discount.percent;
    v_agreed.amount := v_discount.amount;
    v_agreed.duration := v_discount.duration;
    v_agreed.duration_months := v_discount.duration_months;
    v_agreed.product_ids := v_discount.product_ids;
  end if;
  v_agreed.currency := case when v_agreed.amount is not null then contract.currency end;
  v_agreed.remaining_amount := case v_agreed.duration when 'once' then v_agreed.amount end;
  return v_agreed;
end $$;
comment on function sales.agree_discount is
  'The terms of a discount for a contract, not yet redeemed; INPUT, DCNFD, DCEXP, DCCUR, DCPRO.';
