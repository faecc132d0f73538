do $$
begin
  if to_regtype('webhooks.outgoing_delivery') is null then
    create type webhooks.outgoing_delivery as (
      url text,
      secrets text[],
      event_id uuid,
      body text,
      attempt int,
      "timestamp" bigint
    );
  end if;
end $$;
comment on type webhooks.outgoing_delivery is 'What a delivery is to send, and where.';
comment on column webhooks.outgoing_delivery.url is 'Where to.';
comment on column webhooks.outgoing_delivery.secrets is 'All that sign, the newest first.';
comment on column webhooks.outgoing_delivery.event_id is 'The webhook-id, always the same.';
comment on column webhooks.outgoing_delivery.body is 'The body, the same bytes at each attempt.';
comment on column webhooks.outgoing_delivery.attempt is 'Which attempt this is, from 1.';
comment on column webhooks.outgoing_delivery."timestamp" is 'Now, in seconds since 1970.';
