-- A loop over sources, not over rows. Definer, since the routines are internal to contexts above.
create or replace function ledger.period_hindrances(period text, legal_entity_id uuid default null)
  returns setof ledger.hindrance
  language plpgsql stable security definer set search_path to ''
as $$
declare
  v_entity tenancy.legal_entities := ledger.find_legal_entity(legal_entity_id);
  v_until date := upper(ledger.month_of(period)) - 1;
  v_source ledger.hindrance_sources;
begin
  return query
    select 'discrepancy', format('%s: the books say %s %s, where %s is expected.', d.rule,
        d.in_books, d.currency, d.expected), d.code, d.subject_id, true
    from ledger.find_discrepancies() as d;
  for v_source in select * from ledger.hindrance_sources as s order by s.name loop
    return query execute format('select * from %s($1, $2)', v_source.routine)
      using v_entity.id, v_until;
  end loop;
end $$;
comment on function ledger.period_hindrances is
  'What keeps a month from being closed, and what should be looked at first: drafts that are dated '
  'in it, failures of runs, discrepancies, payments without invoices. Codes: not_found, '
  'invalid_input.';
grant execute on function ledger.period_hindrances to tenor_viewer, tenor_analyst;
