do $$
begin
  if to_regtype('events.new_event') is null then
    create type events.new_event as (
      type text, object_type text, object_id uuid, object jsonb, previous jsonb);
  end if;
end $$;
comment on type events.new_event is 'An event to be published.';
