create or replace function sales.ends_of_lines(contract_id uuid, day date)
  returns sales.contract_change_input[]
  language sql stable security definer set search_path to ''
as $$
  select coalesce(array_agg(
    (l.id, null, null, null, true, null)::sales.contract_change_input order by l."position"), '{}')
  from sales.contract_lines as l
  where l.tenant_id = (select tenancy.current_tenant_id())
    and l.contract_id = ends_of_lines.contract_id
    and l.end_date >= day
    and (l.price_interval <> 'one_time' or l.start_date >= day)
    and exists (
      select from sales.contract_line_terms as t
      where t.tenant_id = l.tenant_id and t.line_id = l.id and upper(t.valid) > day)
$$;
comment on function sales.ends_of_lines is 'The changes that end all lines of a contract on a day.';
