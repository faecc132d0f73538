-- Work that falls due by the calendar. Higher contexts enter their routines here, so that moving
-- the clock can call up without knowing who lives there. Belongs to the house, to no tenant.
create table if not exists tenancy.duties (
  name text not null primary key,
  position int not null,
  routine text not null,
  due text not null,
  object_type text not null,
  batch_size int,
  follows_accounts boolean not null,
  constraint duties_routine_check check (routine ~ '^[a-z_]+\.[a-z_]+$'),
  constraint duties_due_check check (due ~ '^[a-z_]+\.[a-z_]+$'),
  constraint duties_batch_size_check check (batch_size > 0)
);
comment on table tenancy.duties is 'Routines that do what is due on a tenant''s day, in order.';
comment on column tenancy.duties.name is 'Name of the duty.';
comment on column tenancy.duties.position is 'Order within a day.';
comment on column tenancy.duties.routine is
  'schema.function that takes ids of what is due, does it and answers with counters.';
comment on column tenancy.duties.due is
  'schema.function that answers with the ids of what is due, among some or all.';
comment on column tenancy.duties.object_type is 'What the ids are of, such as invoice.';
comment on column tenancy.duties.batch_size is
  'How many it does in a transaction; null if it divides the work itself.';
comment on column tenancy.duties.follows_accounts is
  'Whether it also goes by the days of accounts in other time zones.';
comment on constraint duties_routine_check on tenancy.duties is 'A routine is schema.function.';
comment on constraint duties_due_check on tenancy.duties is
  'What tells the due is schema.function.';
comment on constraint duties_batch_size_check on tenancy.duties is 'A batch holds something.';

-- Who may touch it: our own functions.
alter table tenancy.duties enable row level security;
alter table tenancy.duties force row level security;
drop policy if exists owner_all on tenancy.duties;
create policy owner_all on tenancy.duties to tenor_owner using (name is not null);
