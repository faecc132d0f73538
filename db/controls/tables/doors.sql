-- Higher contexts have the commands. They enter here which act each of them is, so that the grants
-- say who could do it. Belongs to the house, to no tenant.
create table if not exists controls.doors (
  routine text not null primary key,
  act text not null,
  constraint doors_routine_check check (routine ~ '^[a-z_]+\.[a-z_]+$'),
  constraint doors_act_check check (act ~ '^[a-z_]+$')
);
comment on table controls.doors is E'@behavior -*\nThe ways to do what is controlled.';
comment on column controls.doors.routine is
  'schema.function of a command, or schema.table whose columns people may update.';
comment on column controls.doors.act is 'The act that it is, such as refund.';
comment on constraint doors_routine_check on controls.doors is 'A door is schema.name.';
comment on constraint doors_act_check on controls.doors is 'An act is a word.';

-- Who may touch it: our own functions; auditors read it with the rights of people.
alter table controls.doors enable row level security;
alter table controls.doors force row level security;
drop policy if exists owner_all on controls.doors;
create policy owner_all on controls.doors to tenor_owner using (routine is not null);
drop policy if exists select_auditor on controls.doors;
create policy select_auditor on controls.doors for select to tenor_auditor
  using (routine is not null);
grant select on controls.doors to tenor_auditor;
