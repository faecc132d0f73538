do $$
begin
  if to_regtype('sales.agreed_line') is null then
    create type sales.agreed_line as (
      "position" int,
      line_id uuid,
      account_id uuid,
      product_id uuid,
      description text,
      pricing_model text,
      price_interval text,
      start_date date,
      end_date date,
      quantity numeric,
      committed_quantity numeric,
      minimum_quantity numeric,
      unit_price numeric,
      tiers catalog.tier[],
      package_size numeric,
      free_units numeric,
      discount_percent numeric,
      ramp sales.ramp_step_input[],
      milestones sales.milestone_input[],
      problem_code text,
      problem text,
      pointer text
    );
  end if;
end $$;
comment on type sales.agreed_line is
  'A line as asked for, completed from contract, product and price, with what is wrong with it.';
