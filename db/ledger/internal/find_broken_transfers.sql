-- Keys and checks make all of these impossible. Whoever gets past them, as a superuser can, is
-- found here; of several wounds the first one is told.
create or replace function ledger.find_broken_transfers()
  returns setof ledger.mismatch
  language sql stable security invoker set search_path to ''
as $$
  select checked.rule, checked.code, checked.currency, checked.id, checked.amount, null::numeric
  from (
    select t.id, t.currency, t.amount::numeric, coalesce(debit.code, credit.code) as code,
      case
        when j.id is null then 'transfer without a journal'
        when debit.id is null or credit.id is null then 'transfer without a ledger account'
        when debit.legal_entity_id <> j.legal_entity_id
          or credit.legal_entity_id <> j.legal_entity_id then 'transfer between legal entities'
        when t.currency <> debit.currency or t.currency <> credit.currency
          then 'transfer between currencies'
        when t.posted_on <> j.posted_on then 'transfer on another day than its journal'
        when t.amount <= 0 then 'transfer of nothing or less'
      end as rule
    from ledger.transfers as t
    left join ledger.journals as j on j.tenant_id = t.tenant_id and j.id = t.journal_id
    left join ledger.ledger_accounts as debit
      on debit.tenant_id = t.tenant_id and debit.id = t.debit_account_id
    left join ledger.ledger_accounts as credit
      on credit.tenant_id = t.tenant_id and credit.id = t.credit_account_id
    where t.tenant_id = (select tenancy.current_tenant_id())
  ) as checked
  where checked.rule is not null
$$;
comment on function ledger.find_broken_transfers is 'Transfers that break the shape of the books.';
