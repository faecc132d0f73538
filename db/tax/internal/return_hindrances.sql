-- Told, not asked for: the books of a month may be closed before its returns are frozen, as what
-- comes after is booked, and told, later.
create or replace function tax.return_hindrances(legal_entity_id uuid, until date)
  returns setof ledger.hindrance
  language sql stable security definer set search_path to ''
as $$
  with entries as materialized (
    select c.registration_id, e.amount, e.currency, j.document_number, j.source_type, j.source_id,
      j.posted_on
    from tax.tax_entries(
      return_hindrances.legal_entity_id, date_trunc('quarter', until)::date, until) as e
    join tax.tax_codes as c on c.tenant_id = (select tenancy.current_tenant_id())
      and c.id = e.tax_code_id
    join ledger.journals as j on j.tenant_id = c.tenant_id and j.id = e.journal_id
  )
  select 'tax_return_open', format('The return of %s for %s is not frozen.', g.jurisdiction,
    tax.period_of(g.return_interval, until)), 'tax_registration', g.id, false
  from tax.tax_registrations as g
  cross join lateral tax.days_of_period(tax.period_of(g.return_interval, until)) as period
  where g.tenant_id = (select tenancy.current_tenant_id())
    and g.legal_entity_id = return_hindrances.legal_entity_id
    and g.valid_from <= until and upper(period) = until + 1
    -- What is taken back after a registration ended is told by it all the same.
    and (g.valid_to is null or g.valid_to >= lower(period)
      or g.id in (select e.registration_id from entries as e where e.posted_on <@ period))
    and not exists (
      select from tax.tax_returns as r
      where r.tenant_id = g.tenant_id and r.registration_id = g.id and r.ends_on >= until)
  union all
  select 'tax_unassigned', format('%s of %s %s was given by hand, and stands on no return.',
    e.document_number, e.amount, e.currency), split_part(e.source_type, '.', 2), e.source_id, false
  from entries as e
  where e.registration_id is null and e.amount <> 0
    and e.posted_on >= date_trunc('month', until)::date
$$;
comment on function tax.return_hindrances is
  'Returns of a month that are not frozen, and taxes that stand on none.';
select ledger.register_hindrances('tax', 'tax.return_hindrances');
