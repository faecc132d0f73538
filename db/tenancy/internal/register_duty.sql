create or replace function tenancy.register_duty(name text, "position" int, routine text)
  returns void
  language sql volatile security invoker set search_path to ''
as $$
  insert into tenancy.duties as d (name, "position", routine)
  values (register_duty.name, register_duty."position", register_duty.routine)
  on conflict on constraint duties_pkey do update
  set "position" = excluded."position", routine = excluded.routine
$$;
comment on function tenancy.register_duty is 'Enters a routine into the daily work; repeatable.';
