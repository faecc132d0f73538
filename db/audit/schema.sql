create schema if not exists audit;
comment on schema audit is 'What was done: every change, who made it, sealed.';
grant usage on schema audit to tenor_tenant, tenor_operator;
