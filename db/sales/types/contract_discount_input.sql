do $$
begin
  if to_regtype('sales.contract_discount_input') is null then
    create type sales.contract_discount_input as (
      discount_id uuid,
      code text,
      percent numeric,
      amount numeric,
      duration text,
      duration_months int,
      starts_on date,
      reason text
    );
  end if;
end $$;
comment on type sales.contract_discount_input is
  'A discount for a contract: one of the catalog, by id or coupon code, or one of its own.';
comment on column sales.contract_discount_input.discount_id is 'A discount of the catalog.';
comment on column sales.contract_discount_input.code is 'Or a coupon, by its code.';
comment on column sales.contract_discount_input.percent is 'Or one of its own, in percent.';
comment on column sales.contract_discount_input.amount is
  'Or one of its own, an amount in the contract''s currency.';
comment on column sales.contract_discount_input.duration is
  'once, repeating or forever; of its own: a percentage forever, an amount once, if left out.';
comment on column sales.contract_discount_input.duration_months is
  'For how many months one of its own repeats.';
comment on column sales.contract_discount_input.starts_on is
  'The first day on which it holds; the contract''s first, or today once it is in force.';
comment on column sales.contract_discount_input.reason is
  'Why; one of the contract''s own needs a reason.';
