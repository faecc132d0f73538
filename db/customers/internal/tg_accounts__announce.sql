-- People change accounts by column grants, not by commands; so the table itself says what happened.
-- An account that only came along in a move is not said to have changed.
create or replace function customers.tg_accounts__announce()
  returns trigger
  language plpgsql volatile security definer set search_path to ''
as $$
declare
  v_events events.new_event[];
begin
  if tg_op = 'INSERT' then
    select array_agg(
      ('account.created', 'account', n.id, to_jsonb(n), null)::events.new_event order by n.id)
    into v_events
    from new_rows as n;
  else
    select array_agg((
        case
          when a.after ->> 'deleted_at' is not null and a.before ->> 'deleted_at' is null
            then 'account.deleted'
          when a.before -> 'credit_hold' = a.after -> 'credit_hold' then 'account.updated'
          when (a.after -> 'credit_hold')::boolean then 'account.held'
          else 'account.released'
        end,
        'account', a.id, a.after, changes.previous)::events.new_event order by a.id)
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
    ) as a
    cross join lateral (
      select jsonb_object_agg(f.key, f.value)
      from jsonb_each(a.before - '{path,depth,updated_at}'::text[]) as f
      where f.value <> a.after -> f.key
    ) as changes (previous)
    where changes.previous is not null;
  end if;
  if v_events is not null then
    perform events.publish_many(v_events);
  end if;
  return null;
end $$;
comment on function customers.tg_accounts__announce is 'Publishes created and changed accounts.';
