-- What the keys of a transfer say, looked up once for all rows of a statement. Journals and ledger
-- accounts are append-only, so that nothing has to be locked, nor looked at again later. By index,
-- whatever was known of the tables when the plan was made.
create or replace function ledger.tg_transfers__refer()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
  set plan_cache_mode to force_generic_plan set enable_seqscan to off
as $$
declare
  v_tenant_id uuid := tenancy.current_tenant_id();
  v_journal_ids uuid[] := array(select distinct n.journal_id from new_rows as n);
  v_broken text;
begin
  if cardinality(v_journal_ids) <> (
    select count(*) from ledger.journals as j
    where j.tenant_id = v_tenant_id and j.id = any (v_journal_ids)
  ) or exists (select from new_rows as n where n.tenant_id <> v_tenant_id) then
    v_broken := 'transfers_journal_fkey';
  elsif exists (
    select n.debit_account_id, n.currency from new_rows as n
    except
    select a.id, a.currency from ledger.ledger_accounts as a where a.tenant_id = v_tenant_id
  ) then
    v_broken := 'transfers_debit_account_fkey';
  elsif exists (
    select n.credit_account_id, n.currency from new_rows as n
    except
    select a.id, a.currency from ledger.ledger_accounts as a where a.tenant_id = v_tenant_id
  ) then
    v_broken := 'transfers_credit_account_fkey';
  end if;
  if v_broken is not null then
    raise foreign_key_violation using
      message = 'A transfer points at what is not there.', constraint = v_broken;
  end if;
  return null;
end $$;
comment on function ledger.tg_transfers__refer is
  'Refuses transfers of no journal, or between ledger accounts that are not there.';
