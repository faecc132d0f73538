create or replace trigger _500_open_series after insert on tenancy.legal_entities
  for each row execute function billing.tg_legal_entities__open_series();
create or replace trigger _300_keep_days before update of time_zone on tenancy.legal_entities
  for each row when (new.time_zone <> old.time_zone)
  execute function billing.tg_legal_entities__keep_days();
create or replace trigger _310_keep_formats before update of country on tenancy.legal_entities
  for each row when (new.country is distinct from old.country)
  execute function billing.tg_legal_entities__keep_formats();
