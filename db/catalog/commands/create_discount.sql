create or replace function catalog.create_discount(
  name text,
  percent kernel.percentage default null,
  amount kernel.amount default null,
  code text default null,
  currency text default null,
  duration text default null,
  duration_months int default null,
  valid_from date default null,
  valid_to date default null,
  max_redemptions int default null,
  max_redemptions_per_account int default null,
  product_ids uuid[] default null,
  active boolean default null,
  metadata jsonb default null
)
  returns catalog.discounts
  language plpgsql volatile security definer set search_path to ''
as $$
#variable_conflict use_variable
declare
  v_discount catalog.discounts;
begin
  insert into catalog.discounts (name, code, percent, amount, currency, duration, duration_months,
    valid_from, valid_to, max_redemptions, max_redemptions_per_account, product_ids, active,
    metadata)
  values (name, code, percent, amount,
    case when amount is null then currency else catalog.currency_or_default(currency) end,
    coalesce(duration, case when duration_months is null then 'once' else 'repeating' end),
    duration_months, valid_from, valid_to, max_redemptions, max_redemptions_per_account,
    product_ids, coalesce(active, true), coalesce(metadata, '{}'))
  returning * into v_discount;
  return v_discount;
end $$;
comment on function catalog.create_discount is
  'Creates a discount, a percentage or an amount; with a code it is a coupon. Without a duration '
  'it holds once. Codes: invalid_input, not_found (a product), conflict (the code is taken).';
grant execute on function catalog.create_discount to tenor_sales, tenor_finance;
