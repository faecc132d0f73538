create or replace function controls.register_door(act text, routine text)
  returns void
  language sql volatile security invoker set search_path to ''
as $$
  insert into controls.doors as d (routine, act)
  values (register_door.routine, register_door.act)
  on conflict on constraint doors_pkey do update set act = excluded.act
$$;
comment on function controls.register_door is
  'Enters a command, or a table that people update, as a way to do an act; repeatable.';
