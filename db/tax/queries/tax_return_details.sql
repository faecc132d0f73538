create or replace function tax.tax_return_details(
  period text,
  registration_id uuid default null,
  tax_code_id uuid default null,
  legal_entity_id uuid default null
)
  returns setof tax.tax_return_entry
  language sql stable security definer set search_path to ''
as $$
  select e.*
  from tax.entries_of_return(period, tax_return_details.legal_entity_id,
    tax_return_details.registration_id) as e
  where tax_return_details.tax_code_id is null or e.tax_code_id = tax_return_details.tax_code_id
  order by e.registration_id, e.posted_on, e.document_number, e.jurisdiction, e.rate, e.journal_id,
    e.tax_code_id
$$;
comment on function tax.tax_return_details is
  'The lines of the returns of a month (2026-03), quarter (2026-Q1) or year (2026): of all '
  'registrations and of what stands on none, or of one. Codes: invalid_input.';
grant execute on function tax.tax_return_details to tenor_viewer;
