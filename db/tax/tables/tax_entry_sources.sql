-- What was taxed is known to higher contexts. They enter a routine here that says it of the
-- journals of some days, so that returns can be made without knowing who lives above. Belongs to
-- the house, to no tenant.
create table if not exists tax.tax_entry_sources (
  name text not null primary key,
  routine text not null,
  constraint tax_entry_sources_routine_check check (routine ~ '^[a-z_]+\.[a-z_]+$')
);
comment on table tax.tax_entry_sources is 'Routines that say what was taxed.';
comment on column tax.tax_entry_sources.name is 'Name of the source.';
comment on column tax.tax_entry_sources.routine is
  'schema.function of a legal entity, a first and a last day, returning tax.tax_entry rows of the '
  'journals that were posted on these days; of all, where one is null.';
comment on constraint tax_entry_sources_routine_check on tax.tax_entry_sources is
  'A routine reads schema.function.';

-- Who may touch it: our own functions.
alter table tax.tax_entry_sources enable row level security;
alter table tax.tax_entry_sources force row level security;
drop policy if exists owner_all on tax.tax_entry_sources;
create policy owner_all on tax.tax_entry_sources to tenor_owner using (name is not null);
