create or replace function ledger.tg_tenants__open_ledger()
  returns trigger
  language plpgsql volatile security invoker set search_path to ''
as $$
begin
  perform ledger.open_accounts(new.id, array[new.currency]);
  return null;
end $$;
comment on function ledger.tg_tenants__open_ledger is
  'Opens the chart of accounts of a new tenant in its own currency.';
