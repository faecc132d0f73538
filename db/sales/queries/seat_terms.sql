create or replace function sales.seat_terms(contract sales.contracts)
  returns sales.contract_line_terms
  language sql stable security invoker set search_path to ''
as $$
  select t
  from sales.contract_lines as l
  join sales.contract_line_terms as t on t.tenant_id = l.tenant_id and t.line_id = l.id
  where l.tenant_id = contract.tenant_id and l.id = sales.seat_line_id(contract)
    and t.valid @> least(greatest(tenancy.today(), l.start_date), l.end_date)
$$;
comment on function sales.seat_terms is
  E'@behavior -*\nThe terms of the contract''s first line that hold on the tenant''s day.';
grant execute on function sales.seat_terms to tenor_viewer;
