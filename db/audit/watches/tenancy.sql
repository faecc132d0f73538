-- Tenancy stands below and cannot ask for its own audit.
select audit.watch('tenancy.members');
select audit.watch('tenancy.brands', redact => array['logo']);
select audit.watch('tenancy.duty_failures');

create or replace trigger _900_audit after insert or update on tenancy.tenants
  for each row execute function audit.tg_tenants__record();
