create or replace function ledger.journals_journal_number(journal ledger.journals)
  returns text
  language sql stable security invoker set search_path to ''
as $$
  select n.journal_number from ledger.journal_numbers as n
  where n.tenant_id = journal.tenant_id and n.journal_id = journal.id
$$;
comment on function ledger.journals_journal_number is
  'Fiscal year and number, such as 2026-17; null until it is numbered, within a minute.';
grant execute on function ledger.journals_journal_number to tenor_viewer, tenor_analyst;
