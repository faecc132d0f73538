do $$
begin
  if to_regtype('sales.line_charge') is null then
    create type sales.line_charge as (
      contract_id uuid,
      line_id uuid,
      terms_id uuid,
      account_id uuid,
      product_id uuid,
      "position" int,
      description text,
      pricing_model text,
      price_interval text,
      whole_period daterange,
      line_period daterange,
      period daterange,
      bill_on date,
      quantity numeric,
      unit_price numeric,
      intervals numeric,
      rated numeric,
      amount numeric,
      discount numeric
    );
  end if;
end $$;
comment on type sales.line_charge is
  'What a line costs for one period, or the part of it in which one version of its terms holds.';
