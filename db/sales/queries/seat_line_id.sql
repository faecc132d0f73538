create or replace function sales.seat_line_id(contract sales.contracts)
  returns uuid
  language sql stable security invoker set search_path to ''
as $$
  select l.id
  from sales.contract_lines as l
  where l.tenant_id = contract.tenant_id and l.contract_id = contract.id
    and l.pricing_model <> 'minimum'
  order by l."position"
  limit 1
$$;
comment on function sales.seat_line_id is
  E'@behavior -*\nThe line that holds the seats of a contract: its first.';
grant execute on function sales.seat_line_id to tenor_viewer;
