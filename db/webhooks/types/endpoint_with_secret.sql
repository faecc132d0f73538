do $$
begin
  if to_regtype('webhooks.endpoint_with_secret') is null then
    create type webhooks.endpoint_with_secret as (
      id uuid,
      url text,
      event_types text[],
      description text,
      status text,
      secret text,
      created_at timestamptz
    );
  end if;
end $$;
comment on type webhooks.endpoint_with_secret is
  'An endpoint with its new secret, which is shown this once.';
comment on column webhooks.endpoint_with_secret.id is 'Identifies the endpoint.';
comment on column webhooks.endpoint_with_secret.url is 'Where events are sent.';
comment on column webhooks.endpoint_with_secret.event_types is 'What is sent; empty is everything.';
comment on column webhooks.endpoint_with_secret.description is 'What it is for.';
comment on column webhooks.endpoint_with_secret.status is 'active or disabled.';
comment on column webhooks.endpoint_with_secret.secret is
  'The key of the signatures, whsec_ and base64. Keep it: it is not shown again.';
comment on column webhooks.endpoint_with_secret.created_at is 'When it was made.';
