-- Tenancy stands below and cannot ask for its own audit.
select audit.watch('tenancy.members');
select audit.watch('tenancy.analysts');
select audit.watch('tenancy.legal_entities');
select audit.watch('tenancy.brands', redact => array['logo']);
select audit.watch('tenancy.duty_failures');

create or replace trigger _900_audit after insert or update on tenancy.tenants
  for each row execute function audit.tg_tenants__record();

create or replace trigger _910_note_insert after insert on tenancy.tenants
  for each row execute function audit.tg_tenants__note();
create or replace trigger _910_note_update after update of status on tenancy.tenants
  for each row when (new.status <> old.status) execute function audit.tg_tenants__note();
create or replace trigger _910_note after insert or delete on tenancy.analysts
  for each row execute function audit.tg_analysts__note();
create or replace trigger _910_note after insert or update on tenancy.token_withdrawals
  for each row execute function audit.tg_token_withdrawals__note();
