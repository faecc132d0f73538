create or replace function ledger.journals_entries(journal ledger.journals)
  returns setof ledger.entries
  language sql stable security invoker set search_path to ''
as $$
  select e.* from ledger.entries as e
  where e.journal_id = journal.id
  order by e.transfer_id, e.side desc
$$;
comment on function ledger.journals_entries is 'Its debits and credits.';
grant execute on function ledger.journals_entries to tenor_viewer, tenor_analyst;
