do $$
begin
  if to_regtype('billing.preview_item') is null then
    create type billing.preview_item as (
      line_id uuid,
      account_id uuid,
      product_id uuid,
      kind text,
      description text,
      period_start date,
      period_end date,
      quantity numeric,
      unit_price numeric,
      amount kernel.amount,
      discount kernel.amount,
      tax kernel.amount,
      taxes billing.tax_sum[]
    );
  end if;
end $$;
comment on type billing.preview_item is 'An item as it would be billed.';
