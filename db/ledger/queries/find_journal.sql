-- The forms are told by immutable operators: a branch of another form is never worked out.
create or replace function ledger.find_journal(journal text, legal_entity_id uuid default null)
  returns ledger.journals
  language sql stable security invoker set search_path to ''
as $$
  select j.* from ledger.journals as j
  where j.tenant_id = (select tenancy.current_tenant_id())
    and j.id = case
      when find_journal.journal ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
        then find_journal.journal::uuid
      when find_journal.journal ~ '^\d{4}-[1-9]\d{0,8}$' then (
        select n.journal_id from ledger.journal_numbers as n
        where n.tenant_id = (select tenancy.current_tenant_id())
          and n.legal_entity_id = coalesce(
            find_journal.legal_entity_id, tenancy.default_legal_entity_id())
          and n.fiscal_year = split_part(find_journal.journal, '-', 1)::int
          and n.number = split_part(find_journal.journal, '-', 2)::int)
    end
$$;
comment on function ledger.find_journal is
  'The journal with this id or number, by default among those of the tenant''s first legal '
  'entity; null if there is none.';
grant execute on function ledger.find_journal to tenor_viewer, tenor_analyst;
