create or replace trigger _500_open_series after insert on tenancy.legal_entities
  for each row execute function billing.tg_legal_entities__open_series();
