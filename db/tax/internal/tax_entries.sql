-- A loop over sources, not over rows.
create or replace function tax.tax_entries(legal_entity_id uuid, from_day date, to_day date)
  returns setof tax.tax_entry
  language plpgsql stable security definer set search_path to ''
as $$
declare
  v_source tax.tax_entry_sources;
begin
  for v_source in select * from tax.tax_entry_sources as s order by s.name loop
    return query execute format('select * from %s($1, $2, $3)', v_source.routine)
      using legal_entity_id, from_day, to_day;
  end loop;
end $$;
comment on function tax.tax_entries is
  'What was taxed by the journals of a legal entity (or of all) of some days (or of all).';
