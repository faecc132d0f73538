create or replace trigger _500_open_ledger after insert on tenancy.tenants
  for each row execute function ledger.tg_tenants__open_ledger();
