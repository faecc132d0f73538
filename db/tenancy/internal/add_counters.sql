create or replace function tenancy.add_counters(a jsonb, b jsonb)
  returns jsonb
  language sql immutable security invoker set search_path to ''
as $$
  select coalesce(jsonb_object_agg(key, total), '{}')
  from (
    select key, sum(value::bigint) as total
    from (select * from jsonb_each_text(a) union all select * from jsonb_each_text(b)) as counter
    group by key
  ) as summed
$$;
comment on function tenancy.add_counters is 'Adds two objects of counters, key by key.';
