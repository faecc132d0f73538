create schema if not exists events;
comment on schema events is 'What was said: events, jobs, mail, answers given once.';
grant usage on schema events to tenor_tenant, tenor_operator;
