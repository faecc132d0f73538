create or replace function catalog.tg_products__announce()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_events events.new_event[];
begin
  if tg_op = 'INSERT' then
    select array_agg(
      ('product.created', 'product', n.id, to_jsonb(n), null)::events.new_event order by n.id)
    into v_events
    from new_rows as n;
  else
    select array_agg(
      ('product.updated', 'product', p.id, p.after, changes.previous)::events.new_event
      order by p.id)
    into v_events
    from (
      select r.id, any_value(r.image) filter (where not r.is_new) as before,
        any_value(r.image) filter (where r.is_new) as after
      from (
        select o.id, to_jsonb(o) as image, false as is_new from old_rows as o
        union all
        select n.id, to_jsonb(n), true from new_rows as n
      ) as r
      group by r.id
    ) as p
    cross join lateral (
      select jsonb_object_agg(f.key, f.value)
      from jsonb_each(p.before - 'updated_at') as f
      where f.value <> p.after -> f.key
    ) as changes (previous)
    where changes.previous is not null;
  end if;
  if v_events is not null then
    perform events.publish_many(v_events);
  end if;
  return null;
end $$;
comment on function catalog.tg_products__announce is 'Publishes created and changed products.';
