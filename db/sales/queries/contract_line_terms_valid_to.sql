create or replace function sales.contract_line_terms_valid_to(terms sales.contract_line_terms)
  returns date
  language sql immutable parallel safe
return upper((terms).valid) - 1;
comment on function sales.contract_line_terms_valid_to is
  'Last day on which they hold, inclusive.';
grant execute on function sales.contract_line_terms_valid_to to tenor_viewer;
