do $$
begin
  if to_regtype('billing.item_sum') is null then
    create type billing.item_sum as (
      item_id uuid,
      invoice_id uuid,
      amount numeric,
      discount numeric,
      tax numeric
    );
  end if;
end $$;
comment on type billing.item_sum is 'What an item comes to, after discounts and with its tax.';
