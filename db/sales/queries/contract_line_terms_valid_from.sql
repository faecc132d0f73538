create or replace function sales.contract_line_terms_valid_from(terms sales.contract_line_terms)
  returns date
  language sql immutable parallel safe
return lower((terms).valid);
comment on function sales.contract_line_terms_valid_from is 'First day on which they hold.';
grant execute on function sales.contract_line_terms_valid_from to tenor_viewer;
