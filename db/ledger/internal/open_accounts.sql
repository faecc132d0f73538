-- Two first uses of a currency at once: the second waits for the first and then finds its accounts.
-- All insert in one order, so that they never wait for each other.
create or replace function ledger.open_accounts(
  tenant_id uuid, legal_entity_ids uuid[], currencies text[]
)
  returns void
  language sql volatile security invoker set search_path to ''
as $$
  insert into ledger.ledger_accounts (tenant_id, legal_entity_id, code, currency, name, kind,
    created_at)
  select open_accounts.tenant_id, wanted.legal_entity_id, c.code, wanted.currency, c.name, c.kind,
    tenancy.now()
  from unnest(legal_entity_ids, currencies) as wanted (legal_entity_id, currency)
  cross join ledger.chart_of_accounts as c
  order by wanted.legal_entity_id, wanted.currency, c.code
  on conflict on constraint ledger_accounts_code_key do nothing
$$;
comment on function ledger.open_accounts is
  'Opens the chart of accounts of legal entities, each in its currency; what is open stays as it '
  'is.';
