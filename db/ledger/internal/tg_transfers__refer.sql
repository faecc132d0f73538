-- What the keys of a transfer say, looked up once for all rows of a statement. Journals and ledger
-- accounts are append-only, so that nothing has to be locked, nor looked at again later.
create or replace function ledger.tg_transfers__refer()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_broken text;
begin
  with journal as materialized (
    select j.id
    from ledger.journals as j
    where j.tenant_id = (select tenancy.current_tenant_id())
      and j.id = any (array(select distinct n.journal_id from new_rows as n))
  ),
  account as materialized (
    select a.id, a.currency
    from ledger.ledger_accounts as a
    where a.tenant_id = (select tenancy.current_tenant_id())
  )
  select case
      when journal.id is null then 'transfers_journal_fkey'
      when debit.id is null then 'transfers_debit_account_fkey'
      else 'transfers_credit_account_fkey' end
  into v_broken
  from new_rows as n
  left join journal on journal.id = n.journal_id
  left join account as debit on debit.id = n.debit_account_id and debit.currency = n.currency
  left join account as credit on credit.id = n.credit_account_id and credit.currency = n.currency
  where journal.id is null or debit.id is null or credit.id is null
    or n.tenant_id <> (select tenancy.current_tenant_id())
  limit 1;
  if found then
    raise foreign_key_violation using
      message = 'A transfer points at what is not there.', constraint = v_broken;
  end if;
  return null;
end $$;
comment on function ledger.tg_transfers__refer is
  'Refuses transfers of no journal, or between ledger accounts that are not there.';
