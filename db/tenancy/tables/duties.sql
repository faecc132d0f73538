-- Work that falls due by the calendar. Higher contexts enter their routine here, so that moving
-- the clock can call up without knowing who lives there. Belongs to the house, to no tenant.
create table if not exists tenancy.duties (
  name text not null primary key,
  position int not null,
  routine text not null,
  constraint duties_routine_check check (routine ~ '^[a-z_]+\.[a-z_]+$')
);
comment on table tenancy.duties is 'Routines that do what is due on a tenant''s day, in order.';
comment on column tenancy.duties.name is 'Name of the duty.';
comment on column tenancy.duties.position is 'Order within a day.';
comment on column tenancy.duties.routine is
  'schema.function, without arguments, returning counters.';

-- Who may touch it: our own functions.
alter table tenancy.duties enable row level security;
alter table tenancy.duties force row level security;
drop policy if exists owner_all on tenancy.duties;
create policy owner_all on tenancy.duties to tenor_owner using (name is not null);
