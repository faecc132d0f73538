create or replace function sales.value_of(contract_id uuid)
  returns numeric
  language sql stable security definer set search_path to ''
as $$
  select coalesce(sum(charge.amount - charge.discount), 0)
  from sales.line_charges(array[value_of.contract_id]) as charge
  where charge.pricing_model <> 'minimum'
$$;
comment on function sales.value_of is
  'What the lines of a contract add up to over its term; a minimum is not added to it.';
