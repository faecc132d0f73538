create schema if not exists ledger;
comment on schema ledger is 'Double entry: what is owned, owed and earned, balanced by its shape.';
grant usage on schema ledger to tenor_tenant;
