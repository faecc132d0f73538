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
          when n.deleted_at is not null and o.deleted_at is null then 'account.deleted'
          when n.credit_hold and not o.credit_hold then 'account.held'
          when o.credit_hold and not n.credit_hold then 'account.released'
          else 'account.updated'
        end,
        'account', n.id, to_jsonb(n), changes.previous)::events.new_event order by n.id)
    into v_events
    from new_rows as n
    join old_rows as o using (tenant_id, id)
    cross join lateral (
      select jsonb_object_agg(f.key, f.value)
      from jsonb_each(to_jsonb(o) - '{path,depth,updated_at}'::text[]) as f
      where f.value <> to_jsonb(n) -> f.key
    ) as changes (previous)
    where changes.previous is not null;
  end if;
  if v_events is not null then
    perform events.publish_many(v_events);
  end if;
  return null;
end $$;
comment on function customers.tg_accounts__announce is 'Publishes created and changed accounts.';
