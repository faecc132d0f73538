-- Which task hears which event. Belongs to the house, to no tenant; entered by higher contexts.
create table if not exists events.subscriptions (
  event_type text not null,
  task text not null,
  id_key text not null,
  bulk_task text,
  primary key (event_type, task)
);
comment on table events.subscriptions is 'Tasks that are queued when an event is published.';
comment on column events.subscriptions.event_type is 'The event, noun.past_participle.';
comment on column events.subscriptions.task is 'The task to queue.';
comment on column events.subscriptions.id_key is 'Name under which the object''s id is passed.';
comment on column events.subscriptions.bulk_task is
  'The task that takes many at once, under that name with an s; null if each is queued alone.';

-- Who may touch it: our own functions.
alter table events.subscriptions enable row level security;
alter table events.subscriptions force row level security;
drop policy if exists owner_all on events.subscriptions;
create policy owner_all on events.subscriptions to tenor_owner using (task is not null);
