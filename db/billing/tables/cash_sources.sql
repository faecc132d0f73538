-- Money of customers that no invoice has got yet lowers what they owe, and lies in higher contexts.
-- They enter routines here that say it, account by account, let new invoices use it, and say what
-- invoices got. Belongs to the house, to no tenant.
create table if not exists billing.cash_sources (
  name text not null primary key,
  routine text not null,
  lock_routine text not null,
  use_routine text not null,
  applied_routine text not null,
  constraint cash_sources_routine_check check (routine ~ '^[a-z_]+\.[a-z_]+$'),
  constraint cash_sources_lock_routine_check check (lock_routine ~ '^[a-z_]+\.[a-z_]+$'),
  constraint cash_sources_use_routine_check check (use_routine ~ '^[a-z_]+\.[a-z_]+$'),
  constraint cash_sources_applied_routine_check check (applied_routine ~ '^[a-z_]+\.[a-z_]+$')
);
comment on table billing.cash_sources is 'Who keeps unapplied cash of customers.';
comment on column billing.cash_sources.name is 'Name of the source.';
comment on column billing.cash_sources.routine is
  'schema.function of account ids, returning (account_id, currency, amount).';
comment on column billing.cash_sources.lock_routine is
  'schema.function of account ids: locks what new invoices may use, returning if there is any.';
comment on column billing.cash_sources.use_routine is
  'schema.function of invoice ids: pays them from what was locked.';
comment on column billing.cash_sources.applied_routine is
  'schema.function of invoice ids, returning billing.settlement: what was paid on them, and taken '
  'back.';

-- Who may touch it: our own functions.
alter table billing.cash_sources enable row level security;
alter table billing.cash_sources force row level security;
drop policy if exists owner_all on billing.cash_sources;
create policy owner_all on billing.cash_sources to tenor_owner using (name is not null);
