create or replace function sales.minimum_line(commitment sales.minimum_commitment)
  returns sales.contract_line_input
  language plpgsql immutable security invoker set search_path to ''
as $$
declare
  v_line sales.contract_line_input;
begin
  v_line.description := 'Minimum commitment';
  v_line.pricing_model := 'minimum';
  v_line.price_interval := commitment."interval";
  v_line.unit_price := commitment.amount;
  return v_line;
end $$;
comment on function sales.minimum_line is 'A minimum commitment, as a line of the contract.';
