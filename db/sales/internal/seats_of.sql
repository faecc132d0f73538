-- By what is billed at the least from today on, so that a ramp never leaves fewer than are given
-- away.
create or replace function sales.seats_of(contract sales.contracts)
  returns numeric
  language sql stable security definer set search_path to ''
as $$
  select min(greatest(t.quantity, t.committed_quantity, t.minimum_quantity)::numeric)
  from sales.contract_line_terms as t
  where t.tenant_id = contract.tenant_id and t.line_id = sales.seat_line_id(contract)
    and (upper(t.valid) > tenancy.today() or contract.end_date < tenancy.today())
$$;
comment on function sales.seats_of is 'The seats of a contract, the fewest to come; null if none.';
