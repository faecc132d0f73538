do $$
begin
  if to_regtype('billing.discount_return') is null then
    create type billing.discount_return as (
      contract_discount_id uuid,
      redemption_id uuid,
      amount numeric
    );
  end if;
end $$;
comment on type billing.discount_return is
  'That an item gives back what a contract''s discount, or a redemption, took off it.';
