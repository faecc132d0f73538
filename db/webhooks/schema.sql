create schema if not exists webhooks;
comment on schema webhooks is
  'What we tell others: where events are sent, and whether they arrived.';
grant usage on schema webhooks to tenor_viewer, tenor_worker;
