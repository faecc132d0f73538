-- By default for the whole term of up to a year, else year by year.
create or replace function sales.minimum_line(
  commitment sales.minimum_commitment, start_date date, end_date date, billing_months int
)
  returns sales.contract_line_input
  language plpgsql immutable security invoker set search_path to ''
as $$
declare
  v_interval text := coalesce(commitment."interval",
    sales.usual_commitment_interval(start_date, end_date));
  v_line sales.contract_line_input;
begin
  if commitment.amount is null or commitment.amount <= 0 then
    perform kernel.fail('INPUT', 'A minimum commitment is more than nothing.',
      'minimum_commitment/amount');
  elsif v_interval not in ('month', 'quarter', 'year', 'term') then
    perform kernel.fail('INPUT', 'A minimum is for a month, a quarter, a year or the term.',
      'minimum_commitment/interval');
  elsif kernel.months_of(v_interval) < billing_months then
    perform kernel.fail('INPUT', format(
      'The contract is billed every %s months; a minimum is for at least as long.',
      billing_months), 'minimum_commitment/interval');
  end if;
  v_line.description := 'Minimum commitment';
  v_line.pricing_model := 'minimum';
  v_line.price_interval := v_interval;
  v_line.unit_price := commitment.amount;
  return v_line;
end $$;
comment on function sales.minimum_line is 'A minimum commitment, as a line of the contract.';
