-- Lists of contracts ask for it three times a row: planned once a connection, as to plan it takes
-- ten times as long as to run it.
create or replace function sales.seat_terms(contract sales.contracts)
  returns sales.contract_line_terms
  language plpgsql stable security invoker set search_path to ''
  set plan_cache_mode to force_generic_plan
as $$
declare
  v_terms sales.contract_line_terms;
begin
  select t.* into v_terms
  from (
    select l.tenant_id, l.id, l.start_date, l.end_date
    from sales.contract_lines as l
    where l.tenant_id = contract.tenant_id and l.contract_id = contract.id
      and l.pricing_model <> 'minimum'
    order by l."position"
    limit 1
  ) as l
  join sales.contract_line_terms as t on t.tenant_id = l.tenant_id and t.line_id = l.id
  where t.valid @> least(greatest(tenancy.today(), l.start_date), l.end_date);
  return v_terms;
end $$;
comment on function sales.seat_terms is
  E'@behavior -*\nThe terms of the contract''s first line that hold on the tenant''s day.';
grant execute on function sales.seat_terms to tenor_viewer;
