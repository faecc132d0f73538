-- The recapitulative statement of Directive 2006/112/EC, Articles 262 to 264.
create or replace function tax.ec_sales(period text, legal_entity_id uuid default null)
  returns setof tax.ec_sale
  language sql stable security definer set search_path to ''
as $$
  select e.legal_entity_id, e.registration_id, e.tax_id, left(e.tax_id, 2), e.belongs_to,
    e.is_correction, e.currency, kernel.round_amount(sum(e.taxable), e.currency)
  from tax.entries_of_return(period, ec_sales.legal_entity_id) as e
  where e.treatment = 'reverse_charge' and e.tax_id is not null
  group by e.legal_entity_id, e.registration_id, e.tax_id, e.belongs_to, e.is_correction,
    e.currency
  having sum(e.taxable) <> 0
  order by e.registration_id, e.is_correction, e.belongs_to, e.tax_id, e.currency
$$;
comment on function tax.ec_sales is
  'What was sold in a month, quarter or year to businesses in other member states, by the tax id '
  'that was on the invoice. Codes: invalid_input.';
grant execute on function tax.ec_sales to tenor_viewer;
