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
      ('product.updated', 'product', n.id, to_jsonb(n), changes.previous)::events.new_event
      order by n.id)
    into v_events
    from new_rows as n
    join old_rows as o using (tenant_id, id)
    cross join lateral (
      select jsonb_object_agg(f.key, f.value)
      from jsonb_each(to_jsonb(o) - 'updated_at') as f
      where f.value <> to_jsonb(n) -> f.key
    ) as changes (previous)
    where changes.previous is not null;
  end if;
  if v_events is not null then
    perform events.publish_many(v_events);
  end if;
  return null;
end $$;
comment on function catalog.tg_products__announce is 'Publishes created and changed products.';
