-- What keeps a month from being closed is known to higher contexts. They enter a routine here that
-- lists it. Belongs to the house, to no tenant.
create table if not exists ledger.hindrance_sources (
  name text not null primary key,
  routine text not null,
  constraint hindrance_sources_routine_check check (routine ~ '^[a-z_]+\.[a-z_]+$')
);
comment on table ledger.hindrance_sources is 'Routines that list what keeps a month from closing.';
comment on column ledger.hindrance_sources.name is 'Name of the source.';
comment on column ledger.hindrance_sources.routine is
  'schema.function of a legal entity and a last day, returning ledger.hindrance rows.';
comment on constraint hindrance_sources_routine_check on ledger.hindrance_sources is
  'A routine reads schema.function.';

-- Who may touch it: our own functions.
alter table ledger.hindrance_sources enable row level security;
alter table ledger.hindrance_sources force row level security;
drop policy if exists owner_all on ledger.hindrance_sources;
create policy owner_all on ledger.hindrance_sources to tenor_owner using (name is not null);
