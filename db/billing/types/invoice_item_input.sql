do $$
begin
  if to_regtype('billing.invoice_item_input') is null then
    create type billing.invoice_item_input as (
      product_id uuid,
      account_id uuid,
      description text,
      quantity numeric,
      unit_price numeric,
      discount numeric,
      tax numeric,
      period_start date,
      period_end date,
      supplied_on date
    );
  end if;
end $$;
comment on type billing.invoice_item_input is
  'An item of a manual invoice; quantity is 1 if left out, discount 0; tax is reckoned unless '
  'it is given. What serves no period is supplied on the day of issue unless another is said.';
