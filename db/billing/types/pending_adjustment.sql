do $$
begin
  if to_regtype('billing.pending_adjustment') is null then
    create type billing.pending_adjustment as (
      adjustment_id uuid,
      amendment_id uuid,
      credited_item_id uuid,
      payer_id uuid,
      kind text,
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
      discount numeric,
      tax numeric,
      fresh numeric,
      part smallint,
      shares billing.bearer[]
    );
  end if;
end $$;
comment on type billing.pending_adjustment is
  'An adjustment that waits to be billed, in the shape of a charge of its line.';
