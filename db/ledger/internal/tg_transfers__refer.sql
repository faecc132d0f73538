-- What the keys of a transfer say, looked up once for all rows of a statement. Journals and ledger
-- accounts are append-only, so that nothing has to be locked, nor looked at again later.
create or replace function ledger.tg_transfers__refer()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_broken text;
begin
  select case
      when j.id is null then 'transfers_journal_fkey'
      when debit.id is null then 'transfers_debit_account_fkey'
      else 'transfers_credit_account_fkey' end
  into v_broken
  from new_rows as n
  left join ledger.journals as j on j.tenant_id = n.tenant_id and j.id = n.journal_id
  left join ledger.ledger_accounts as debit
    on debit.tenant_id = n.tenant_id and debit.id = n.debit_account_id
    and debit.currency = n.currency
  left join ledger.ledger_accounts as credit
    on credit.tenant_id = n.tenant_id and credit.id = n.credit_account_id
    and credit.currency = n.currency
  where j.id is null or debit.id is null or credit.id is null
  limit 1;
  if found then
    raise foreign_key_violation using
      message = 'A transfer points at what is not there.', constraint = v_broken;
  end if;
  return null;
end $$;
comment on function ledger.tg_transfers__refer is
  'Refuses transfers of no journal, or between ledger accounts that are not there.';
