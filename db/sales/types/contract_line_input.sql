do $$
begin
  if to_regtype('sales.contract_line_input') is null then
    create type sales.contract_line_input as (
      product_id uuid,
      account_id uuid,
      description text,
      pricing_model text,
      quantity numeric,
      committed_quantity numeric,
      unit_price numeric,
      tiers catalog.tier[],
      package_size numeric,
      free_units numeric,
      price_interval text,
      start_date date,
      end_date date,
      discount_percent numeric,
      ramp sales.ramp_step_input[],
      milestones sales.milestone_input[]
    );
  end if;
end $$;
comment on type sales.contract_line_input is
  'A line of a contract: a product of the catalog at its price, or a description with a price.';
