create or replace function payments.announce(
  type text, payment payments.payments, applied payments.payment_applications[]
)
  returns void
  language sql volatile security invoker set search_path to ''
as $$
  select events.publish(type, 'payment', (payment).id,
    to_jsonb(payment) || jsonb_build_object('applications', coalesce(
      (select jsonb_agg(to_jsonb(a) - 'tenant_id' order by a.id) from unnest(applied) as a),
      '[]')))
$$;
comment on function payments.announce is 'Publishes a payment with what was applied just now.';
