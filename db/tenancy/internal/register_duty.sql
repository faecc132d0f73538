create or replace function tenancy.register_duty(
  name text, "position" int, routine text, due text, object_type text,
  batch_size int default 500, follows_accounts boolean default false
)
  returns void
  language sql volatile security invoker set search_path to ''
as $$
  insert into tenancy.duties as d (name, "position", routine, due, object_type, batch_size,
    follows_accounts)
  values (register_duty.name, register_duty."position", register_duty.routine, register_duty.due,
    register_duty.object_type, register_duty.batch_size, register_duty.follows_accounts)
  on conflict on constraint duties_pkey do update
  set "position" = excluded."position", routine = excluded.routine, due = excluded.due,
    object_type = excluded.object_type, batch_size = excluded.batch_size,
    follows_accounts = excluded.follows_accounts
$$;
comment on function tenancy.register_duty is 'Enters a routine into the daily work; repeatable.';
