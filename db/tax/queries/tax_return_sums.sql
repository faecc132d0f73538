create or replace function tax.tax_return_sums(
  period text, registration_id uuid default null, legal_entity_id uuid default null
)
  returns setof tax.tax_return_sum
  language sql stable security definer set search_path to ''
as $$
  select e.legal_entity_id, e.registration_id, e.scheme, tax_return_sums.period,
    coalesce(r.status, 'open'), r.id, e.tax_code_id, e.jurisdiction, e.tax_kind, e.rate,
    e.treatment, e.kind, e.belongs_to, e.is_correction, e.currency, count(*)::int,
    kernel.round_amount(sum(e.taxable), e.currency), kernel.round_amount(sum(e.amount), e.currency)
  from tax.entries_of_return(period, tax_return_sums.legal_entity_id,
    tax_return_sums.registration_id) as e
  left join tax.tax_returns as r
    on r.tenant_id = (select tenancy.current_tenant_id()) and r.id = e.tax_return_id
  group by e.legal_entity_id, e.registration_id, e.scheme, r.status, r.id, e.tax_code_id,
    e.jurisdiction, e.tax_kind, e.rate, e.treatment, e.kind, e.belongs_to, e.is_correction,
    e.currency
  order by e.registration_id, e.is_correction, e.belongs_to, e.jurisdiction, e.rate desc,
    e.treatment, e.kind, e.currency
$$;
comment on function tax.tax_return_sums is
  'What the returns of a month (2026-03), quarter (2026-Q1) or year (2026) say, net and tax by '
  'code: of all registrations and of what stands on none, or of one. Codes: invalid_input.';
grant execute on function tax.tax_return_sums to tenor_viewer;
