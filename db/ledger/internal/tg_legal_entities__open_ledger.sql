create or replace function ledger.tg_legal_entities__open_ledger()
  returns trigger
  language plpgsql volatile security invoker set search_path to ''
as $$
begin
  perform ledger.open_accounts(new.tenant_id, array[new.id], array[new.currency]);
  return null;
end $$;
comment on function ledger.tg_legal_entities__open_ledger is
  'Opens the chart of accounts of a new legal entity in its own currency.';
