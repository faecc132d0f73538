create or replace function tax.us_sales(
  period text, state text default null, legal_entity_id uuid default null
)
  returns setof tax.us_sale
  language plpgsql stable security definer set search_path to ''
as $$
begin
  if us_sales.state is not null and not exists (
    select from tax.jurisdictions as j where j.code = us_sales.state and j.parent_code = 'US'
  ) then
    perform kernel.fail('INPUT', 'A state of the United States reads US-CA.', 'state');
  end if;
  return query
  with sales as (
    select e.*, split_part(e.jurisdiction, '/', 1) as of_state,
      case when e.treatment in ('standard', 'by_hand') then 1 else 0 end as is_taxed
    from tax.entries_of_return(period, us_sales.legal_entity_id) as e
    where e.jurisdiction like 'US-%'
  )
  select s.legal_entity_id, s.registration_id, s.of_state, s.jurisdiction, s.rate, s.treatment,
    s.reason, s.currency, kernel.round_amount(sum(s.taxable), s.currency)::kernel.amount,
    kernel.round_amount(sum(s.taxable * (1 - s.is_taxed)), s.currency)::kernel.amount,
    kernel.round_amount(sum(s.taxable * s.is_taxed), s.currency)::kernel.amount,
    kernel.round_amount(sum(s.amount), s.currency)::kernel.amount
  from sales as s
  where us_sales.state is null or s.of_state = us_sales.state
  group by s.legal_entity_id, s.registration_id, s.of_state, s.jurisdiction, s.rate, s.treatment,
    s.reason, s.currency
  order by s.of_state, s.jurisdiction, s.treatment desc, s.reason, s.rate desc, s.currency;
end $$;
comment on function tax.us_sales is
  'What was sold in a month, quarter or year in the United States, or in one of its states: gross, '
  'exempt by reason, taxable, and tax by locality. Codes: invalid_input.';
grant execute on function tax.us_sales to tenor_viewer;
