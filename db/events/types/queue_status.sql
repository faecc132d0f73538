do $$
begin
  if to_regtype('events.queue_status') is null then
    create type events.queue_status as (
      task text, queued bigint, running bigint, completed bigint, failed bigint,
      oldest_queued_at timestamptz);
  end if;
end $$;
comment on type events.queue_status is 'How many jobs of a task are in which state.';
