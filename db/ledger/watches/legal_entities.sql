create or replace trigger _500_open_ledger after insert on tenancy.legal_entities
  for each row execute function ledger.tg_legal_entities__open_ledger();
