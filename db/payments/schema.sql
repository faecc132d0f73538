create schema if not exists payments;
comment on schema payments is 'What was settled: money received, applied, given back.';
grant usage on schema payments to tenor_tenant;
