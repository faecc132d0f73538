create or replace function ledger.tg_journals__await_number()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
begin
  insert into ledger.unnumbered_journals (journal_ids)
  select array_agg(n.id) from new_rows as n having count(*) > 0;
  return null;
end $$;
comment on function ledger.tg_journals__await_number is
  'Notes the journals of a statement, to be numbered.';
