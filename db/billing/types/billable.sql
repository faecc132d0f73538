do $$
begin
  if to_regtype('billing.billable') is null then
    create type billing.billable as (
      invoice_id uuid,
      item_id uuid,
      adjustment_id uuid,
      contract_id uuid,
      line_id uuid,
      terms_id uuid,
      account_id uuid,
      product_id uuid,
      "position" int,
      description text,
      price_interval text,
      whole_period daterange,
      period daterange,
      quantity numeric,
      unit_price numeric,
      intervals numeric,
      rated numeric,
      amount numeric,
      discount numeric
    );
  end if;
end $$;
comment on type billing.billable is 'A charge or an adjustment on its way to an invoice.';
