-- In the order in which they were booked. Journals of transactions still running are not there yet
-- and follow later. The lock is taken in a statement of its own: the second of two who number at
-- once sees what the first has numbered.
create or replace function ledger.number_journals()
  returns int
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_numbered int;
begin
  perform pg_advisory_xact_lock(hashtextextended('ledger.journal_numbers:' || v_tenant_id, 0));
  with waiting as (
    delete from ledger.unnumbered_journals as u
    where u.tenant_id = v_tenant_id
    returning u.journal_ids
  ),
  fresh as (
    select j.id, j.legal_entity_id, j.posted_at, extract(year from
      ledger.first_day_of_fiscal_year(e.fiscal_year_start, j.posted_on))::int as fiscal_year
    from waiting
    cross join lateral unnest(waiting.journal_ids) as booked (id)
    join ledger.journals as j on j.tenant_id = v_tenant_id and j.id = booked.id
    join tenancy.legal_entities as e on e.tenant_id = v_tenant_id and e.id = j.legal_entity_id
  ),
  taken as (
    select f.legal_entity_id, f.fiscal_year, max(n.number) as number
    from (select distinct f.legal_entity_id, f.fiscal_year from fresh as f) as f
    join ledger.journal_numbers as n on n.tenant_id = v_tenant_id
      and n.legal_entity_id = f.legal_entity_id and n.fiscal_year = f.fiscal_year
    group by f.legal_entity_id, f.fiscal_year
  ),
  numbered as (
    insert into ledger.journal_numbers (legal_entity_id, fiscal_year, number, journal_id)
    select f.legal_entity_id, f.fiscal_year, coalesce(taken.number, 0) + row_number() over (
      partition by f.legal_entity_id, f.fiscal_year order by f.posted_at, f.id), f.id
    from fresh as f
    left join taken using (legal_entity_id, fiscal_year)
    returning journal_id
  )
  select count(*) into v_numbered from numbered;
  return v_numbered;
end $$;
comment on function ledger.number_journals is
  'Numbers the journals that have no number yet, as the worker does every minute and whoever '
  'closes a month; answers how many.';
grant execute on function ledger.number_journals to tenor_worker;
