create schema if not exists billing;
comment on schema billing is 'What is owed: invoices, their items, numbers and documents.';
grant usage on schema billing to tenor_tenant;
