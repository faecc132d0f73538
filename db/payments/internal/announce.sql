create or replace function payments.announce(
  type text, payments payments.payments[], applied payments.payment_applications[]
)
  returns void
  language sql volatile security invoker set search_path to ''
as $$
  select events.publish_many(array(
    select (type, 'payment', p.id,
      to_jsonb(p) || jsonb_build_object('applications', coalesce(
        (select jsonb_agg(to_jsonb(a) - 'tenant_id' order by a.id)
          from unnest(applied) as a where a.payment_id = p.id),
        '[]')), null)::events.new_event
    from unnest(payments) as p
    order by p.received_on, p.id))
$$;
comment on function payments.announce is 'Publishes payments with what was applied just now.';
