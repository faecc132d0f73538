create or replace trigger _500_open_ledger after insert on tenancy.legal_entities
  for each row execute function ledger.tg_legal_entities__open_ledger();
create or replace trigger _300_keep_fiscal_year
  before update of fiscal_year_start on tenancy.legal_entities
  for each row when (new.fiscal_year_start <> old.fiscal_year_start)
  execute function ledger.tg_legal_entities__keep_fiscal_year();
