-- Secrets of the signatures, sealed under a key that the database does not hold. After a rotation
-- the older one signs as well, so that a receiver can change over without losing a delivery.
create table if not exists webhooks.endpoint_secrets (
  tenant_id uuid not null default tenancy.current_tenant_id(),
  id uuid not null default uuidv7(),
  endpoint_id uuid not null,
  sealed text not null,
  key_id text not null,
  created_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz,
  primary key (tenant_id, id),
  constraint endpoint_secrets_endpoint_fkey foreign key (tenant_id, endpoint_id)
    references webhooks.endpoints (tenant_id, id) on delete cascade
);
create index if not exists endpoint_secrets_endpoint_idx
  on webhooks.endpoint_secrets (tenant_id, endpoint_id, created_at);
comment on table webhooks.endpoint_secrets is 'Sealed secrets of the signatures of webhooks.';
comment on column webhooks.endpoint_secrets.tenant_id is 'The tenant.';
comment on column webhooks.endpoint_secrets.id is 'Identifies the secret.';
comment on column webhooks.endpoint_secrets.endpoint_id is 'Whose deliveries it signs.';
comment on column webhooks.endpoint_secrets.sealed is 'The secret, sealed for this tenant.';
comment on column webhooks.endpoint_secrets.key_id is 'Names the key under which it is sealed.';
comment on column webhooks.endpoint_secrets.created_at is 'When it was made, real time.';
comment on column webhooks.endpoint_secrets.expires_at is
  'When it stops to sign: 24 hours after it was replaced, real time.';
comment on constraint endpoint_secrets_endpoint_fkey on webhooks.endpoint_secrets is
  'No webhook has this id.';

-- Who may touch it: our own functions alone. No member reads it, not even sealed.
alter table webhooks.endpoint_secrets enable row level security;
alter table webhooks.endpoint_secrets force row level security;
drop policy if exists tenant_isolation on webhooks.endpoint_secrets;
create policy tenant_isolation on webhooks.endpoint_secrets as restrictive to tenor_tenant
  using (tenant_id = (select tenancy.current_tenant_id()));
drop policy if exists owner_all on webhooks.endpoint_secrets;
create policy owner_all on webhooks.endpoint_secrets to tenor_owner
  using (tenant_id = (select tenancy.current_tenant_id()));

select audit.watch('webhooks.endpoint_secrets', redact => '{sealed}');
