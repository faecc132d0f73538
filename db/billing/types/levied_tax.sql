do $$
begin
  if to_regtype('billing.levied_tax') is null then
    create type billing.levied_tax as (
      item_id uuid,
      place int,
      jurisdiction text,
      name text,
      kind text,
      rate numeric,
      treatment text,
      note text,
      taxable numeric,
      amount numeric,
      registration_id uuid,
      tax_id text,
      tax_code_id uuid
    );
  end if;
end $$;
comment on type billing.levied_tax is 'A tax of an item, in minor units.';
