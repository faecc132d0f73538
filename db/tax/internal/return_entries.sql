-- What is frozen is told as it was frozen. A month that is not told to belong to a longer period is
-- a month.
create or replace function tax.return_entries(legal_entity_id uuid, from_day date, to_day date)
  returns setof tax.tax_return_entry
  language sql stable security definer set search_path to ''
as $$
  select l.tax_return_id, c.legal_entity_id, c.registration_id, c.scheme, c.id, c.jurisdiction,
    c.kind, c.rate, c.treatment, e.reason, e.kind, own.period,
    own.period < tax.period_of(coalesce(g.return_interval, 'month'), j.posted_on),
    j.document_number, j.document_date, j.posted_on, j.id, j.source_type, j.source_id, e.account_id,
    e.tax_id, e.currency, coalesce(l.taxable, e.taxable), coalesce(l.amount, e.amount)
  from tax.tax_entries(return_entries.legal_entity_id, from_day, to_day) as e
  join ledger.journals as j
    on j.tenant_id = (select tenancy.current_tenant_id()) and j.id = e.journal_id
  join tax.tax_codes as c
    on c.tenant_id = (select tenancy.current_tenant_id()) and c.id = e.tax_code_id
  left join tax.tax_registrations as g on g.tenant_id = c.tenant_id and g.id = c.registration_id
  left join tax.tax_return_lines as l
    on l.tenant_id = c.tenant_id and l.journal_id = e.journal_id
    and l.tax_code_id = e.tax_code_id and l.account_id is not distinct from e.account_id
    and l.tax_id is not distinct from e.tax_id and l.reason is not distinct from e.reason
  cross join lateral (
    select coalesce(l.belongs_to, tax.period_of(coalesce(g.return_interval, 'month'),
      -- A One Stop Shop corrects the period of the supply (Directive 2006/112/EC, Article 365).
      case c.scheme when 'oss' then least(e.supplied_on, j.document_date)
        else j.document_date end)) as period
  ) as own
  where e.taxable <> 0 or e.amount <> 0
$$;
comment on function tax.return_entries is
  'What was taxed on some days, with the returns on which it stands.';
