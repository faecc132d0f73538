-- Of a frozen return what it was made of. Of an open one what was posted on its days, and what came
-- to the days of frozen ones afterwards: that the next return corrects. What came late to a return
-- is of its first day, so that a quarter says what its months say, be they frozen or not: other
-- statements than the return have periods of their own.
create or replace function tax.entries_of_return(
  period text, legal_entity_id uuid default null, registration_id uuid default null
)
  returns setof tax.tax_return_entry
  language sql stable security definer set search_path to ''
as $$
  with days as (
    select lower(d) as first_day, upper(d) - 1 as last_day from tax.days_of_period(period) as d
  ),
  frozen as materialized (
    select r.id, r.starts_on, r.ends_on,
      coalesce(r.registration_id, r.legal_entity_id) as owner_id
    from tax.tax_returns as r
    where r.tenant_id = (select tenancy.current_tenant_id())
      and (entries_of_return.legal_entity_id is null
        or r.legal_entity_id = entries_of_return.legal_entity_id)
      and (entries_of_return.registration_id is null
        or r.registration_id = entries_of_return.registration_id)
  ),
  owners as (
    select f.owner_id, min(f.starts_on) as frozen_from, max(f.ends_on) as frozen_until
    from frozen as f
    group by f.owner_id
  )
  select e.tax_return_id, e.legal_entity_id, e.registration_id, e.scheme, e.tax_code_id,
    e.jurisdiction, e.tax_kind, e.rate, e.treatment, e.reason, e.kind, e.belongs_to,
    upper(tax.days_of_period(e.belongs_to)) <= days.first_day, e.document_number,
    e.document_date, e.posted_on, e.journal_id, e.source_type, e.source_id, e.account_id,
    e.tax_id, e.currency, e.taxable, e.amount
  from days
  cross join lateral tax.return_entries(entries_of_return.legal_entity_id,
    least(days.first_day, (select min(f.starts_on) from frozen as f)), days.last_day) as e
  left join owners as o on o.owner_id = coalesce(e.registration_id, e.legal_entity_id)
  left join frozen as f on f.id = e.tax_return_id
  where (entries_of_return.registration_id is null
      or e.registration_id = entries_of_return.registration_id)
    and greatest(e.posted_on, case
      when e.tax_return_id is not null then f.starts_on
      when e.posted_on >= o.frozen_from then o.frozen_until + 1
    end) between days.first_day and days.last_day
$$;
comment on function tax.entries_of_return is
  'What stands, or would stand, on the returns of a period: of all registrations, or of one.';
