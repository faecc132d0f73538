-- The lock by which they are given and the keys make this impossible; whoever gets past them is
-- found here.
create or replace function ledger.find_broken_numbers()
  returns setof ledger.mismatch
  language sql stable security invoker set search_path to ''
as $$
  select 'gap in the numbers of journals', null::text, null::text, n.legal_entity_id,
    max(n.number)::numeric, count(*)::numeric
  from ledger.journal_numbers as n
  where n.tenant_id = (select tenancy.current_tenant_id())
  group by n.legal_entity_id, n.fiscal_year
  having max(n.number) <> count(*)
  union all
  select 'journal without a number', null, null, j.id, null, null
  from ledger.journals as j
  where j.tenant_id = (select tenancy.current_tenant_id())
    and not exists (
      select from ledger.journal_numbers as n
      where n.tenant_id = (select tenancy.current_tenant_id()) and n.journal_id = j.id)
    and j.id not in (
      select unnest(u.journal_ids) from ledger.unnumbered_journals as u
      where u.tenant_id = (select tenancy.current_tenant_id()))
$$;
comment on function ledger.find_broken_numbers is
  'Gaps in the numbers of journals, and journals that nobody will number.';
