create or replace function tax.known_tax_rates(
  jurisdiction text default null, category text default null, on_date date default null
)
  returns setof tax.rate_entry
  language sql stable security invoker rows 200 set search_path to ''
as $$
  select r.id, r.jurisdiction, coalesce(r.name, j.name), r.category, r.kind,
    r.rate::numeric, r.treatment, r.is_stacked, r.authority, r.source, r.valid_from, r.valid_to
  from (
    select t.id, t.jurisdiction, t.name, t.category, t.kind, t.rate, t.treatment, t.is_stacked,
      t.authority, 'own' as source, t.valid_from, t.valid_to
    from tax.tax_rates as t
    where t.tenant_id = (select tenancy.current_tenant_id())
    union all
    select null, s.jurisdiction, null, s.category, s.kind, s.rate, 'standard', s.is_stacked,
      s.authority, s.source, s.valid_from,
      lead(s.valid_from) over (partition by s.jurisdiction, s.category order by s.valid_from) - 1
    from tax.statutory_rates as s
  ) as r
  left join tax.jurisdictions as j on j.code = r.jurisdiction
  where (known_tax_rates.jurisdiction is null or r.jurisdiction = known_tax_rates.jurisdiction
      or starts_with(r.jurisdiction, known_tax_rates.jurisdiction || '-')
      or starts_with(r.jurisdiction, known_tax_rates.jurisdiction || '/'))
    and (known_tax_rates.category is null or r.category = known_tax_rates.category)
    and (on_date is null or r.valid_from <= on_date and coalesce(r.valid_to >= on_date, true))
  order by r.jurisdiction, r.category, r.source <> 'own', r.valid_from
$$;
comment on function tax.known_tax_rates is
  'Rates of a jurisdiction and all below it (all if null), a category, a day; the tenant''s own '
  'before the law''s.';
grant execute on function tax.known_tax_rates to tenor_viewer;
