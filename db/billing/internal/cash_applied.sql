-- A loop over sources, not over rows.
create or replace function billing.cash_applied(invoice_ids uuid[])
  returns setof billing.settlement
  language plpgsql stable security definer set search_path to ''
as $$
declare
  v_source billing.cash_sources;
begin
  for v_source in select * from billing.cash_sources as s order by s.name loop
    return query execute format('select * from %s($1)', v_source.applied_routine)
      using invoice_ids;
  end loop;
end $$;
comment on function billing.cash_applied is
  'What was paid on invoices, and taken back, by day.';
