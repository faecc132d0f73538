create or replace function sales.contracts_minimum_commitment(contract sales.contracts)
  returns sales.minimum_commitment
  language sql stable security invoker set search_path to ''
as $$
  select (t.unit_price::numeric, l.price_interval)::sales.minimum_commitment
  from sales.contract_lines as l
  join sales.contract_line_terms as t on t.tenant_id = l.tenant_id and t.line_id = l.id
  where l.tenant_id = contract.tenant_id and l.contract_id = contract.id
    and l.pricing_model = 'minimum'
  order by lower(t.valid) <= tenancy.today() desc,
    case when lower(t.valid) <= tenancy.today() then tenancy.today() - lower(t.valid)
      else lower(t.valid) - tenancy.today() end
  limit 1
$$;
comment on function sales.contracts_minimum_commitment is
  'What is charged at least, by the terms that hold today, began last or begin next.';
grant execute on function sales.contracts_minimum_commitment to tenor_viewer;
